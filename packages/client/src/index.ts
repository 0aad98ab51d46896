export { createClient, Waypost } from './client.js';
export type { ClientOptions, ErrorExplanation } from './client.js';
export { createSimpleClient } from './simple-client.js';
export type { SimpleClient, SimpleClientOptions } from './simple-client.js';
export {
	ApiError,
	isApiError,
	isNetworkError,
	isTimeoutError,
	isWaypostError,
	NetworkError,
	TimeoutError,
	WaypostError,
} from './errors.js';
export type { ApiErrorDetails, FieldError } from './errors.js';
export type { AttachmentDetails, AttachmentFile } from './attachment-file.js';
export type { BackOff } from './back-off.js';
export type { Chats, MarkReadOptions, ShowTypingOptions } from './chats.js';
export type { EventFilter, Events, ListEventsOptions, StreamOptions } from './events.js';
export type { Groups } from './groups.js';
export type { Keys, RotateOptions } from './keys.js';
export type { Media } from './media.js';
export type {
	ListMessagesOptions,
	MediaOptions,
	Messages,
	SendAttachmentOptions,
} from './messages.js';
export type { Numbers } from './numbers.js';
export type { ListOptions } from './pages.js';
export type { DeliveryOptions, SendOptions, SendTextOptions } from './send-options.js';
export type { CallOptions, Sessions, WaitOptions } from './sessions.js';
export { verifyWebhook } from './verify-webhook.js';
export type { VerifyWebhookOptions, WebhookHeaders } from './verify-webhook.js';
export type { RotateSecretOptions, WebhookEndpoints } from './webhook-endpoints.js';
export type {
	ApiKey,
	Attachment,
	AttachmentKind,
	Chat,
	Contact,
	ContactCard,
	CreateApiKey,
	CreatedApiKey,
	CreatedWebhookEndpoint,
	CreateSession,
	CreateWebhookEndpoint,
	DeliveryStatus,
	Direction,
	ErrorCode,
	EventData,
	EventsTicket,
	EventType,
	Group,
	GroupChange,
	GroupMember,
	GroupRole,
	Link,
	LinkMethod,
	Location,
	Me,
	MemberReceipt,
	Message,
	MessageError,
	MessageKind,
	MessageStatus,
	NumberCheck,
	Page,
	Poll,
	Preset,
	Problem,
	ReasonCode,
	Scope,
	SendMessage,
	Session,
	SessionReason,
	SessionState,
	StartLink,
	Unlinked,
	UpdateSession,
	UpdateWebhookEndpoint,
	WaypostEvent,
	WebhookDelivery,
	WebhookEndpoint,
	WebhookState,
	WebhookTest,
} from '@waypost/contract';
