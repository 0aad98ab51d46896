import { expect, test } from '@jest/globals';
import { isAllowedHost } from './host-guard.js';

const config = {
	host: '0.0.0.0',
	allowedHosts: ['waypost', 'other:8080'],
	publicUrl: 'https://Waypost.example.com/base',
};

test.each([
	['localhost', true],
	['LOCALHOST:9297', true],
	['127.0.0.1:1234', true],
	['[::1]:9297', true],
	['waypost:9297', true],
	['other:8080', true],
	['other:9297', false],
	['waypost.example.com', true],
	['0.0.0.0:9297', false],
	['localhost.attacker.example', false],
	['attacker.example:9297', false],
	['waypost@attacker.example', false],
	['', false],
])('the host "%s" is ours: %s', (host, isOurs) => {
	expect(isAllowedHost(host, config)).toBe(isOurs);
});

test.each([
	['192.168.1.5', '192.168.1.5:9297'],
	['fd00::5', '[fd00::5]:9297'],
])('the address %s that the daemon listens on is ours', (host, asked) => {
	expect(isAllowedHost(asked, { ...config, host })).toBe(true);
});
