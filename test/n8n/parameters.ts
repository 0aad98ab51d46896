import type { INodeParameters } from 'n8n-workflow';

const locator = (mode: string, value: string): INodeParameters => ({ __rl: true, mode, value });

/** Parameters as the editor stores them. */
export const session = (id: string) => ({ session: locator('list', id) });
export const toNumber = (phoneNumber: string) => ({ to: locator('phoneNumber', phoneNumber) });
export const toGroup = (id: string) => ({ to: locator('list', id) });
export const toChat = (id: string) => ({ to: locator('id', id) });
