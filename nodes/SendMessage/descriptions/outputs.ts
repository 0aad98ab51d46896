/**
 * Sending and waiting has two ends. n8n itself takes the first output when the time is up, which is
 * why the reply is the second.
 */
export const outputs =
	'={{ $parameter["resource"] === "message" && $parameter["operation"] === "sendAndWait" ? [{ "type": "main", "displayName": "No Reply" }, { "type": "main", "displayName": "Reply" }] : ["main"] }}' as const;

/** Under the name of the node on the canvas. */
export const subtitle =
	'={{ ({ send: "Send Text", sendAndWait: "Send and Wait for Reply", sendContact: "Send Contact", sendLocation: "Send Location", sendPoll: "Send Poll", delete: "Delete", edit: "Edit", get: "Get Status", react: "React" })[$parameter["operation"]] }}';
