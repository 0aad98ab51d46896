/** What a phone has open. */
export type OpenScreen =
	| { readonly name: 'chats' }
	| { readonly name: 'chat'; readonly chat: string }
	| { readonly name: 'group'; readonly chat: string }
	| { readonly name: 'new-chat' }
	| { readonly name: 'new-group' }
	| { readonly name: 'devices' }
	| { readonly name: 'rules' };

export const CHATS: OpenScreen = { name: 'chats' };

/** Where "back" leads. */
export function screenBefore(screen: OpenScreen): OpenScreen {
	if (screen.name === 'group') return { name: 'chat', chat: screen.chat };
	return screen.name === 'new-group' ? { name: 'new-chat' } : CHATS;
}
