import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';

/** Binary data stays inside the items. */
export async function keepBinariesInMemory(): Promise<void> {
	Object.assign(Container.get(BinaryDataConfig), { mode: 'default' });
	await Container.get(BinaryDataService).init();
}

/** Binary data goes to files, as n8n does it by default; items carry an id. */
export async function keepBinariesOnDisk(directory: string): Promise<void> {
	const config = Container.get(BinaryDataConfig);
	Object.assign(config, { mode: 'filesystem', localStoragePath: directory });
	await Container.get(BinaryDataService).init();
}
