import { expect, test } from '@jest/globals';
import { checkNumbers, type NumberCheckOptions } from './number-check.js';

type Answer = { jid: string; exists: boolean }[] | undefined;

function asking(answer: (jids: string[]) => Answer) {
	const asked: string[][] = [];
	const options = {
		sock: {
			onWhatsApp: async (...jids: string[]) => {
				asked.push(jids);
				return answer(jids);
			},
			signalRepository: { lidMapping: { getLIDsForPNs: async () => null } },
		},
		within: <T>(work: Promise<T>) => work,
	} as unknown as NumberCheckOptions;
	return { asked, options };
}

test('numbers WhatsApp does not name are not on it', async () => {
	const { options } = asking(() => [{ jid: '491700000001@s.whatsapp.net', exists: true }]);
	const found = await checkNumbers(options, ['+491700000001', '+491700000002']);
	expect([...found.values()].map((address) => address?.phoneNumber ?? null)).toEqual([
		'+491700000001',
		null,
	]);
});

test("a number that WhatsApp spells differently is found under WhatsApp's spelling", async () => {
	const { options, asked } = asking((jids) =>
		jids.includes('5511987654321@s.whatsapp.net')
			? [{ jid: '551187654321@s.whatsapp.net', exists: true }]
			: [],
	);
	const found = await checkNumbers(options, ['+5511987654321', '+491700000002']);
	expect(found.get('+5511987654321')?.phoneNumber).toBe('+551187654321');
	expect(found.get('+491700000002')).toBeNull();
	expect(asked).toHaveLength(3);
});

test('two spellings of one number are both found, in either order', async () => {
	const spellings = ['+5511977776666', '+551177776666'];
	for (const numbers of [spellings, spellings.toReversed()]) {
		const { options } = asking(() => [{ jid: '551177776666@s.whatsapp.net', exists: true }]);
		const found = await checkNumbers(options, numbers);
		expect([...found.values()].map((address) => address?.phoneNumber)).toEqual([
			'+551177776666',
			'+551177776666',
		]);
	}
});

test('one number that WhatsApp spells differently is asked about once', async () => {
	const { options, asked } = asking(() => [{ jid: '551187654321@s.whatsapp.net', exists: true }]);
	const found = await checkNumbers(options, ['+5511987654321']);
	expect(found.get('+5511987654321')?.phoneNumber).toBe('+551187654321');
	expect(asked).toHaveLength(1);
});

test('no answer is not the same as none of them', async () => {
	const { options } = asking(() => undefined);
	await expect(checkNumbers(options, ['+491700000001'])).rejects.toMatchObject({
		code: 'WHATSAPP_TIMEOUT',
	});
});
