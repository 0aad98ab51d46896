/**
 * The one place that loads Baileys. It takes a second and 60 MB, so it is loaded with the first
 * connection and not with the process.
 */
export type Baileys = typeof import('@whiskeysockets/baileys');

export type { AuthenticationCreds, AuthenticationState } from '@whiskeysockets/baileys';
export type {
	AnyMessageContent,
	BinaryNode,
	GroupMetadata,
	SignalDataSet,
	SignalDataTypeMap,
	SignalKeyStore,
	SignalKeyStoreWithTransaction,
	SignalRepository,
	WAMessage,
	WASocket,
} from '@whiskeysockets/baileys';
export type { proto } from '@whiskeysockets/baileys';

export const loadBaileys = (): Promise<Baileys> => import('@whiskeysockets/baileys');
