import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number within limits. */
export const wholeNumber = (min: number, max: number) => (text: string) => {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= min && value <= max) return value;
	throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
};

/** Reads a TCP port; 0 takes a free one. */
export const portNumber = wholeNumber(0, 65_535);
