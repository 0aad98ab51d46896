import { useSignal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sentenceOf } from './api-client.js';

/** Something a person started that takes a while and may fail. */
export interface Action {
	/** For `aria-disabled`: a button that is `disabled` would lose the focus. */
	readonly busy: Signal<boolean>;
	/** What went wrong the last time; empty when nothing did. */
	readonly problem: Signal<string>;
	/**
	 * Does it, one at a time; true when it went well. False also when the form or menu was closed
	 * meanwhile: what is open by then belongs to something else.
	 */
	run(task: () => Promise<unknown>): Promise<boolean>;
}

/** State of a form or a button while its request is under way. */
export function useAction(): Action {
	const busy = useSignal(false);
	const problem = useSignal('');
	const closed = useRef(false);
	useLayoutEffect(
		() => () => {
			closed.current = true;
		},
		[],
	);
	const run = async (task: () => Promise<unknown>) => {
		if (busy.value) return false;
		busy.value = true;
		problem.value = '';
		try {
			await task();
			return !closed.current;
		} catch (error) {
			problem.value = sentenceOf(error);
			return false;
		} finally {
			busy.value = false;
		}
	};
	return { busy, problem, run };
}
