import { join } from 'node:path';
import { GuardedFetch } from '../outbound/guarded-fetch.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import type { Config } from '../config.js';
import { MediaFolder } from './media-folder.js';
import { MediaService, type MediaServiceOptions } from './media.service.js';

export interface MediaOptions
	extends Pick<
		MediaServiceOptions,
		'connector' | 'usesOf' | 'requestReupload' | 'events' | 'clock' | 'logger'
	> {
	config: Pick<
		Config,
		'dataDir' | 'mediaDir' | 'maxFileSize' | 'mediaCache' | 'ffmpeg' | 'outboundAllow'
	>;
	/** Names of the files that messages know: all others go. */
	known: readonly string[];
	/** Ports of this machine that are never fetched from: the daemon's own, the sandbox's. */
	ownPorts: () => readonly number[];
	/** Of the daemon. */
	version: string;
}

/**
 * The media of a daemon, in the folder `media` of its data. Attachments are fetched from nothing
 * private, not even from this machine, unless WAYPOST_OUTBOUND_ALLOW names it: whoever may send a
 * message must not thereby read what only the daemon can reach.
 */
export function createMedia({ config, known, ownPorts, version, ...rest }: MediaOptions) {
	const folder = new MediaFolder(join(config.dataDir, 'media'));
	folder.removeAllBut(known);
	const guard = new OutboundGuard({
		allow: config.outboundAllow,
		allowsLoopback: false,
		ownPorts,
	});
	return new MediaService({
		...rest,
		folder,
		fetcher: new GuardedFetch({ guard, clock: rest.clock, version }),
		mediaDir: config.mediaDir,
		maxFileSize: config.maxFileSize,
		cacheSize: config.mediaCache,
		ffmpeg: config.ffmpeg,
	});
}
