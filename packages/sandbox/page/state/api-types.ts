export type {
	AttachmentKind,
	Device,
	DisplayedAttachment,
	DisplayedMessage,
	FaultAction,
	FaultRule,
	FaultRuleInput,
	GroupView,
	PhoneChat,
	PhoneRules,
	RenderedStanza,
	SandboxEvent,
	SandboxEventName,
	SettingsValues,
	WireLogEntry,
} from '../../src/index.js';
import type { FaultRule, PhoneRules } from '../../src/index.js';

/** A phone as `GET /v1/phones` lists it. */
export interface PhoneSummary {
	readonly phoneNumber: string;
	readonly name: string;
	readonly lid: string;
	/** False: the number is not on WhatsApp. */
	readonly registered: boolean;
	/** How many devices are linked. */
	readonly devices: number;
	readonly rules: PhoneRules;
}

/** What a program needs to connect: `GET /v1/info`. */
export interface SandboxInfo {
	readonly url: string;
	readonly rootKey: string;
	readonly caFile: string;
}

/** A fault as `GET /v1/faults` lists it. */
export type FaultView = FaultRule & {
	readonly id: string;
	readonly hits: number;
	readonly active: boolean;
};
