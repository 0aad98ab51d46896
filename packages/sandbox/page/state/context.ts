import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Layout } from './layout.js';
import type { PhoneView } from './phone-view.js';
import type { SandboxView } from './sandbox-view.js';

/** What all parts of the page may use. */
export interface PageContext {
	readonly sandbox: SandboxView;
	readonly layout: Layout;
}

export const Page = createContext<PageContext | null>(null);
export const InPhone = createContext<PhoneView | null>(null);

export function usePage(): PageContext {
	return found(useContext(Page), 'page');
}

/** The phone around this part of the page. */
export function usePhone(): PhoneView {
	return found(useContext(InPhone), 'phone');
}

function found<T>(value: T | null, name: string): T {
	if (value === null) throw new Error(`This belongs inside a ${name}.`);
	return value;
}
