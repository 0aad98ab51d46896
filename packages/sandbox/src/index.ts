export { createSandbox, type ExpireMedia, type Sandbox } from './sandbox.js';
export type { QrLifetimes, SandboxOptions, SocketTimeouts } from './options.js';
export type { ResumedInfo } from './persistence/keeping.js';
export type { SandboxSnapshot } from './persistence/sandbox-snapshot.js';
export { SANDBOX_ERRORS, SandboxError, type SandboxErrorCode } from './errors.js';
export type { SandboxEvent, SandboxEventName, SandboxEvents } from './events.js';
export type { NewPhone } from './phone/new-phone.js';
export type { Phone } from './phone/phone.js';
export type { To } from './phone/recipient.js';
export type { NewGroup } from './groups/create-group.js';
export type { ActOptions, Group } from './groups/group.js';
export type { GroupMember, GroupView } from './groups/group-view.js';
export type { GroupMode, Role } from './state/group-record.js';
export type { AttachmentInput, LocationInput, SendOptions } from './phone/phone-composer.js';
export type { PhoneChat } from './phone/phone-chats.js';
export type { PhoneChatSettings } from './phone/phone-chat-settings.js';
export type { PhoneGroups } from './phone/phone-groups.js';
export type { PhonePrivacy } from './phone/phone-privacy.js';
export type { PhoneProfile, SeenProfile } from './phone/phone-profile.js';
export type { PhoneStatuses, StatusOptions } from './phone/phone-statuses.js';
export type { PrivacyCategory, PrivacyValues } from './people/privacy-settings.js';
export type { AddressingMode } from './routing/chat-addressing.js';
export type { ChatHistory, PastKind, PastMessage } from './phone/history-input.js';
export type { OptOut } from './phone/opt-outs.js';
export { phoneRuleInfos, type PhoneRuleInfo, type PhoneRules } from './phone/phone-rules.js';
export type { MessagesOptions, NextMessageOptions } from './phone/screen.js';
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
	MessageInvite,
	MessageLink,
	MessageLocation,
	MessagePoll,
} from './baileys/message-details.js';
export type { NewChatCap, Restriction } from './state/account.js';
export type { Device } from './state/linked-device.js';
export type { ConnectionInfo } from './connection.js';
export type { RenderedStanza, WireLogEntry } from './stanza/wire-log.js';
export type { ConnectionAct, ConnectionActInput } from './faults/connection-act.js';
export type { StanzaInput } from './stanza/stanza-input.js';
export type {
	HistoryRequest,
	KeySpending,
	PhoneFaults,
	Redelivery,
	RetryRequest,
} from './phone/phone-faults.js';
export type { Settings, SettingsValues } from './settings.js';
export type { Clock, ClockInfo, StoppedClock } from './clock.js';
export type { FaultHandle, Faults } from './faults/faults.js';
export type { FaultAction, FaultMatch, FaultRule, FaultRuleInput } from './faults/fault-rule.js';
