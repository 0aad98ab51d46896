export {
	createSandbox,
	type ExpireMedia,
	type NewGroup,
	type NewPhone,
	type Sandbox,
} from './sandbox.js';
export type { QrLifetimes, SandboxOptions } from './options.js';
export { SANDBOX_ERRORS, SandboxError, type SandboxErrorCode } from './errors.js';
export type { SandboxEvent, SandboxEventName, SandboxEvents } from './events.js';
export type { Phone } from './phone/phone.js';
export type { To } from './phone/recipient.js';
export type { ActOptions, Group } from './groups/group.js';
export type { GroupMember, GroupView } from './groups/group-view.js';
export type { GroupMode, Role } from './state/group-record.js';
export type { AttachmentInput, LocationInput, SendOptions } from './phone/phone-composer.js';
export type { PhoneRules } from './phone/phone-rules.js';
export type { NextMessageOptions } from './phone/screen.js';
export type {
	DisplayedAttachment,
	DisplayedDetails,
	DisplayedKind,
	DisplayedMessage,
	DisplayedQuote,
} from './phone/displayed-message.js';
export type { AttachmentKind } from './baileys/media.js';
export type {
	MessageCard,
	MessageLink,
	MessageLocation,
	MessagePoll,
} from './baileys/message-details.js';
export type { TimeLock } from './state/account.js';
export type { Device } from './state/linked-device.js';
export type { ConnectionInfo } from './connection.js';
export type { RenderedStanza, WireLogEntry } from './stanza/wire-log.js';
export type { FaultHandle, Faults } from './faults/faults.js';
export type { FaultAction, FaultMatch, FaultRule, FaultRuleInput } from './faults/fault-rule.js';
