import { describe, expect, test } from '@jest/globals';
import { OutboundGuard, type OutboundGuardOptions } from './outbound-guard.js';

/** What is resolved without asking anybody. */
const NAMES: Record<string, string> = {
	'public.example': '93.184.216.34',
	'inside.example': '10.1.2.3',
	'localhost.example': '127.0.0.1',
	'metadata.example': '169.254.169.254',
};

const guard = (options: Partial<OutboundGuardOptions> = {}): OutboundGuard =>
	new OutboundGuard({
		...{ allow: [], allowsLoopback: false, ownPorts: () => [9297, 9298] },
		resolve: async (name) => {
			const address = NAMES[name];
			if (address === undefined) throw new Error('not found');
			return [{ address, family: 4 }];
		},
		...options,
	});

const verdict = (url: string, options?: Partial<OutboundGuardOptions>): Promise<string> =>
	guard(options)
		.assertAllowed(new URL(url))
		.then(
			() => 'allowed',
			(error: Error) => error.message,
		);

describe('without settings, on an address others reach', () => {
	test.each([
		'https://public.example/hook',
		'http://93.184.216.34:8080/',
		'http://[2606:2800:220:1::1]/',
		'https://not-there-yet.example/',
	])('%s may be called', async (url) => {
		expect(await verdict(url)).toBe('allowed');
	});

	test.each([
		'http://localhost.example:5678/',
		'http://inside.example/',
		'http://127.0.0.1:5678/',
		'http://2130706433:5678/',
		'http://0x7f.1:5678/',
		'http://0.0.0.0:5678/',
		'http://10.0.0.1/',
		'http://172.31.255.255/',
		'http://192.168.1.1/',
		'http://100.64.0.1/',
		'http://[::1]:5678/',
		'http://[::ffff:10.0.0.1]/',
		'http://[64:ff9b::a00:1]/',
		'http://[2002:a00:1::]/',
		'http://[fd12::1]/',
		'http://[fe80::1]/',
	])('%s may not, and the line that allows it is named', async (url) => {
		expect(await verdict(url)).toContain('WAYPOST_OUTBOUND_ALLOW=');
	});

	test('the line names the host and its port', async () => {
		expect(await verdict('http://inside.example:5678/a')).toContain(
			'WAYPOST_OUTBOUND_ALLOW=inside.example:5678',
		);
	});

	test.each(['ftp://public.example/', 'http://user:secret@public.example/'])(
		'%s is refused by its form',
		async (url) => {
			expect(await verdict(url)).not.toBe('allowed');
		},
	);

	test('a port of another protocol is refused', async () => {
		expect(await verdict('http://public.example:25/')).toContain('Port 25');
	});
});

describe('while only this machine reaches the daemon', () => {
	const options = { allowsLoopback: true };

	test.each(['http://127.0.0.1:5678/', 'http://localhost.example:1880/', 'http://[::1]:5678/'])(
		'%s may be called',
		async (url) => {
			expect(await verdict(url, options)).toBe('allowed');
		},
	);

	test.each(['http://127.0.0.1:9297/', 'http://[::1]:9298/', 'http://0.0.0.0:9297/'])(
		'%s is the daemon itself or its sandbox and may not',
		async (url) => {
			expect(await verdict(url, options)).toContain('this daemon itself');
		},
	);

	test('other private addresses may not', async () => {
		expect(await verdict('http://10.0.0.1/', options)).toContain('private address');
	});
});

describe('WAYPOST_OUTBOUND_ALLOW', () => {
	test.each([
		['inside.example', 'http://inside.example:5678/'],
		['inside.example:5678', 'http://inside.example:5678/'],
		['10.0.0.0/8', 'http://inside.example/'],
		['10.1.2.3', 'http://10.1.2.3/'],
		['fd12::/16', 'http://[fd12::1]/'],
	])('with %s lets %s pass', async (entry, url) => {
		expect(await verdict(url, { allow: [entry] })).toBe('allowed');
	});

	test.each([
		['inside.example:5678', 'http://inside.example:80/'],
		['other.example', 'http://inside.example/'],
		['10.2.0.0/16', 'http://inside.example/'],
	])('with %s does not let %s pass', async (entry, url) => {
		expect(await verdict(url, { allow: [entry] })).toContain('private address');
	});

	test.each(['metadata.example', '169.254.0.0/16'])(
		'with %s still keeps metadata addresses shut',
		async (entry) => {
			expect(await verdict('http://metadata.example/', { allow: [entry] })).toContain('never');
		},
	);
});

describe('at the connect', () => {
	const connect = (name: string, options?: Partial<OutboundGuardOptions>): Promise<unknown> =>
		new Promise((resolve) => {
			const lookup = guard(options).lookupFor(new URL(`http://${name}/`));
			lookup(name, {}, (error, address) => resolve(error?.message ?? address));
		});

	test('a name that leads outside gives its address', async () => {
		expect(await connect('public.example')).toBe('93.184.216.34');
	});

	test('a name that has come to lead inside is refused', async () => {
		expect(await connect('inside.example')).toContain('a private address');
	});

	test('a name that is not known says so', async () => {
		expect(await connect('not-there.example')).toBe('not found');
	});
});
