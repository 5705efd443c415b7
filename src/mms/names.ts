// MMSE message types, header fields and enumerations (OMA-TS-MMS_ENC-V1_3 6 and 7.3) as tables.

/** How the value of a field becomes a record value. */
export type FieldKind =
	| "token"
	| "text"
	| "integer"
	| "time"
	| "from"
	| "class"
	| "version"
	| "content-type"
	| "counted"
	| "flags"
	| "count"
	| "element";

export interface FieldName {
	/** As OMA writes it. */
	name: string;
	/** Key in records: Wireshark's field, or `mmstrace.` and the name. */
	key: `mmse.${string}` | `mmstrace.${string}`;
	kind: FieldKind;
	/** May stand several times: always an array, or only in these message types. */
	repeats?: true | readonly number[];
}

/** Header field code (without the top bit) to name. */
export const FIELDS: ReadonlyMap<number, FieldName> = new Map<
	number,
	FieldName
>([
	[0x01, { name: "Bcc", key: "mmse.bcc", kind: "text", repeats: true }],
	[0x02, { name: "Cc", key: "mmse.cc", kind: "text", repeats: true }],
	[
		0x03,
		{
			name: "X-Mms-Content-Location",
			key: "mmse.content_location",
			kind: "text",
			repeats: [0x8d, 0x8e, 0x91, 0x92, 0x94, 0x95],
		},
	],
	[
		0x04,
		{
			name: "Content-Type",
			key: "mmstrace.content_type",
			kind: "content-type",
		},
	],
	[0x05, { name: "Date", key: "mmse.date", kind: "integer" }],
	[
		0x06,
		{
			name: "X-Mms-Delivery-Report",
			key: "mmse.delivery_report",
			kind: "token",
		},
	],
	[
		0x07,
		{ name: "X-Mms-Delivery-Time", key: "mmse.delivery_time", kind: "time" },
	],
	[0x08, { name: "X-Mms-Expiry", key: "mmse.expiry", kind: "time" }],
	[0x09, { name: "From", key: "mmse.from", kind: "from" }],
	[
		0x0a,
		{ name: "X-Mms-Message-Class", key: "mmse.message_class", kind: "class" },
	],
	[0x0b, { name: "Message-ID", key: "mmse.message_id", kind: "text" }],
	[
		0x0c,
		{ name: "X-Mms-Message-Type", key: "mmse.message_type", kind: "token" },
	],
	[
		0x0d,
		{ name: "X-Mms-MMS-Version", key: "mmse.mms_version", kind: "version" },
	],
	[
		0x0e,
		{ name: "X-Mms-Message-Size", key: "mmse.message_size", kind: "integer" },
	],
	[0x0f, { name: "X-Mms-Priority", key: "mmse.priority", kind: "token" }],
	[0x10, { name: "X-Mms-Read-Report", key: "mmse.read_report", kind: "token" }],
	[
		0x11,
		{ name: "X-Mms-Report-Allowed", key: "mmse.report_allowed", kind: "token" },
	],
	[
		0x12,
		{
			name: "X-Mms-Response-Status",
			key: "mmse.response_status",
			kind: "token",
			repeats: [0x92, 0x95],
		},
	],
	[
		0x13,
		{
			name: "X-Mms-Response-Text",
			key: "mmse.response_text",
			kind: "text",
			repeats: [0x92, 0x95],
		},
	],
	[
		0x14,
		{
			name: "X-Mms-Sender-Visibility",
			key: "mmse.sender_visibility",
			kind: "token",
		},
	],
	[0x15, { name: "X-Mms-Status", key: "mmse.status", kind: "token" }],
	[0x16, { name: "Subject", key: "mmse.subject", kind: "text" }],
	[0x17, { name: "To", key: "mmse.to", kind: "text", repeats: true }],
	[
		0x18,
		{ name: "X-Mms-Transaction-Id", key: "mmse.transaction_id", kind: "text" },
	],
	[
		0x19,
		{
			name: "X-Mms-Retrieve-Status",
			key: "mmse.retrieve_status",
			kind: "token",
		},
	],
	[
		0x1a,
		{ name: "X-Mms-Retrieve-Text", key: "mmse.retrieve_text", kind: "text" },
	],
	[0x1b, { name: "X-Mms-Read-Status", key: "mmse.read_status", kind: "token" }],
	[
		0x1c,
		{ name: "X-Mms-Reply-Charging", key: "mmse.reply_charging", kind: "token" },
	],
	[
		0x1d,
		{
			name: "X-Mms-Reply-Charging-Deadline",
			key: "mmse.reply_charging_deadline",
			kind: "time",
		},
	],
	[
		0x1e,
		{
			name: "X-Mms-Reply-Charging-ID",
			key: "mmse.reply_charging_id",
			kind: "text",
		},
	],
	[
		0x1f,
		{
			name: "X-Mms-Reply-Charging-Size",
			key: "mmse.reply_charging_size",
			kind: "integer",
		},
	],
	[
		0x20,
		{
			name: "X-Mms-Previously-Sent-By",
			key: "mmse.previously_sent_by",
			kind: "counted",
			repeats: true,
		},
	],
	[
		0x21,
		{
			name: "X-Mms-Previously-Sent-Date",
			key: "mmse.previously_sent_date",
			kind: "counted",
			repeats: true,
		},
	],
	[0x22, { name: "X-Mms-Store", key: "mmstrace.store", kind: "token" }],
	[
		0x23,
		{
			name: "X-Mms-MM-State",
			key: "mmstrace.mm_state",
			kind: "token",
			repeats: [0x8d, 0x8e],
		},
	],
	[
		0x24,
		{
			name: "X-Mms-MM-Flags",
			key: "mmstrace.mm_flags",
			kind: "flags",
			repeats: true,
		},
	],
	[
		0x25,
		{ name: "X-Mms-Store-Status", key: "mmstrace.store_status", kind: "token" },
	],
	[
		0x26,
		{
			name: "X-Mms-Store-Status-Text",
			key: "mmstrace.store_status_text",
			kind: "text",
		},
	],
	[0x27, { name: "X-Mms-Stored", key: "mmstrace.stored", kind: "token" }],
	[
		0x28,
		{
			name: "X-Mms-Attributes",
			key: "mmstrace.attributes",
			kind: "token",
			repeats: true,
		},
	],
	[0x29, { name: "X-Mms-Totals", key: "mmstrace.totals", kind: "token" }],
	[
		0x2a,
		{ name: "X-Mms-Mbox-Totals", key: "mmstrace.mbox_totals", kind: "count" },
	],
	[0x2b, { name: "X-Mms-Quotas", key: "mmstrace.quotas", kind: "token" }],
	[
		0x2c,
		{ name: "X-Mms-Mbox-Quotas", key: "mmstrace.mbox_quotas", kind: "count" },
	],
	[
		0x2d,
		{
			name: "X-Mms-Message-Count",
			key: "mmstrace.message_count",
			kind: "integer",
		},
	],
	[0x2e, { name: "Content", key: "mmstrace.content", kind: "token" }],
	[0x2f, { name: "X-Mms-Start", key: "mmstrace.start", kind: "integer" }],
	[
		0x30,
		{
			name: "Additional-headers",
			key: "mmstrace.additional_headers",
			kind: "token",
		},
	],
	[
		0x31,
		{
			name: "X-Mms-Distribution-Indicator",
			key: "mmstrace.distribution_indicator",
			kind: "token",
		},
	],
	[
		0x32,
		{
			name: "X-Mms-Element-Descriptor",
			key: "mmstrace.element_descriptor",
			kind: "element",
			repeats: true,
		},
	],
	[0x33, { name: "X-Mms-Limit", key: "mmstrace.limit", kind: "integer" }],
	[
		0x34,
		{
			name: "X-Mms-Recommended-Retrieval-Mode",
			key: "mmstrace.recommended_retrieval_mode",
			kind: "token",
		},
	],
	[
		0x35,
		{
			name: "X-Mms-Recommended-Retrieval-Mode-Text",
			key: "mmstrace.recommended_retrieval_mode_text",
			kind: "text",
		},
	],
	[
		0x36,
		{ name: "X-Mms-Status-Text", key: "mmstrace.status_text", kind: "text" },
	],
	[0x37, { name: "X-Mms-Applic-ID", key: "mmstrace.applic_id", kind: "text" }],
	[
		0x38,
		{
			name: "X-Mms-Reply-Applic-ID",
			key: "mmstrace.reply_applic_id",
			kind: "text",
		},
	],
	[
		0x39,
		{
			name: "X-Mms-Aux-Applic-Info",
			key: "mmstrace.aux_applic_info",
			kind: "text",
		},
	],
	[
		0x3a,
		{
			name: "X-Mms-Content-Class",
			key: "mmstrace.content_class",
			kind: "token",
		},
	],
	[
		0x3b,
		{ name: "X-Mms-DRM-Content", key: "mmstrace.drm_content", kind: "token" },
	],
	[
		0x3c,
		{
			name: "X-Mms-Adaptation-Allowed",
			key: "mmstrace.adaptation_allowed",
			kind: "token",
		},
	],
	[
		0x3d,
		{ name: "X-Mms-Replace-ID", key: "mmstrace.replace_id", kind: "text" },
	],
	[0x3e, { name: "X-Mms-Cancel-ID", key: "mmstrace.cancel_id", kind: "text" }],
	[
		0x3f,
		{
			name: "X-Mms-Cancel-Status",
			key: "mmstrace.cancel_status",
			kind: "token",
		},
	],
]);

export interface MessageTypeName {
	/** As Wireshark prints it. */
	name: string;
	/** Codes of the fields it must have. */
	mandatory: readonly number[];
	/** At least one of these must be there. */
	anyOf?: readonly number[];
}

/** Message type octet to name and mandatory fields (OMA-TS-MMS_ENC-V1_3 6). */
export const MESSAGE_TYPES: ReadonlyMap<number, MessageTypeName> = new Map<
	number,
	MessageTypeName
>([
	[
		0x80,
		{
			name: "m-send-req",
			mandatory: [0xc, 0x18, 0xd, 0x9, 0x4],
			anyOf: [0x17, 0x2, 0x1],
		},
	],
	[0x81, { name: "m-send-conf", mandatory: [0xc, 0x18, 0xd, 0x12] }],
	[
		0x82,
		{
			name: "m-notification-ind",
			mandatory: [0xc, 0x18, 0xd, 0xa, 0xe, 0x8, 0x3],
		},
	],
	[0x83, { name: "m-notifyresp-ind", mandatory: [0xc, 0x18, 0xd, 0x15] }],
	[0x84, { name: "m-retrieve-conf", mandatory: [0xc, 0xd, 0x5, 0x4] }],
	[0x85, { name: "m-acknowledge-ind", mandatory: [0xc, 0x18, 0xd] }],
	[
		0x86,
		{ name: "m-delivery-ind", mandatory: [0xc, 0xd, 0xb, 0x17, 0x5, 0x15] },
	],
	[
		0x87,
		{ name: "m-read-rec-ind", mandatory: [0xc, 0xd, 0xb, 0x17, 0x9, 0x1b] },
	],
	[
		0x88,
		{
			name: "m-read-orig-ind",
			mandatory: [0xc, 0xd, 0xb, 0x17, 0x9, 0x5, 0x1b],
		},
	],
	[
		0x89,
		{
			name: "m-forward-req",
			mandatory: [0xc, 0x18, 0xd, 0x9, 0x3],
			anyOf: [0x17, 0x2, 0x1],
		},
	],
	[0x8a, { name: "m-forward-conf", mandatory: [0xc, 0x18, 0xd, 0x12] }],
	[0x8b, { name: "m-mbox-store-req", mandatory: [0xc, 0x18, 0xd, 0x3] }],
	[0x8c, { name: "m-mbox-store-conf", mandatory: [0xc, 0x18, 0xd, 0x25] }],
	[0x8d, { name: "m-mbox-view-req", mandatory: [0xc, 0x18, 0xd] }],
	[0x8e, { name: "m-mbox-view-conf", mandatory: [0xc, 0x18, 0xd, 0x12, 0x4] }],
	[0x8f, { name: "m-mbox-upload-req", mandatory: [0xc, 0x18, 0xd, 0x4] }],
	[0x90, { name: "m-mbox-upload-conf", mandatory: [0xc, 0x18, 0xd, 0x25] }],
	[0x91, { name: "m-mbox-delete-req", mandatory: [0xc, 0x18, 0xd, 0x3] }],
	[0x92, { name: "m-mbox-delete-conf", mandatory: [0xc, 0x18, 0xd, 0x12] }],
	[0x93, { name: "m-mbox-descr", mandatory: [0xc] }],
	[0x94, { name: "m-delete-req", mandatory: [0xc, 0x18, 0xd, 0x3] }],
	[0x95, { name: "m-delete-conf", mandatory: [0xc, 0x18, 0xd, 0x12] }],
	[0x96, { name: "m-cancel-req", mandatory: [0xc, 0x18, 0xd, 0x3e] }],
	[0x97, { name: "m-cancel-conf", mandatory: [0xc, 0x18, 0xd, 0x3f] }],
]);

const YES_NO: ReadonlyMap<number, string> = new Map([
	[0x80, "Yes"],
	[0x81, "No"],
]);

const MESSAGE_CLASS: ReadonlyMap<number, string> = new Map([
	[0x80, "Personal"],
	[0x81, "Advertisement"],
	[0x82, "Informational"],
	[0x83, "Auto"],
]);

const PRIORITY: ReadonlyMap<number, string> = new Map([
	[0x80, "Low"],
	[0x81, "Normal"],
	[0x82, "High"],
]);

const RESPONSE_STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Ok"],
	[0x81, "Error-unspecified"],
	[0x82, "Error-service-denied"],
	[0x83, "Error-message-format-corrupt"],
	[0x84, "Error-sending-address-unresolved"],
	[0x85, "Error-message-not-found"],
	[0x86, "Error-network-problem"],
	[0x87, "Error-content-not-accepted"],
	[0x88, "Error-unsupported-message"],
	[0xc0, "Error-transient-failure"],
	[0xc1, "Error-transient-sending-address-unresolved"],
	[0xc2, "Error-transient-message-not-found"],
	[0xc3, "Error-transient-network-problem"],
	[0xc4, "Error-transient-partial-success"],
	[0xe0, "Error-permanent-failure"],
	[0xe1, "Error-permanent-service-denied"],
	[0xe2, "Error-permanent-message-format-corrupt"],
	[0xe3, "Error-permanent-sending-address-unresolved"],
	[0xe4, "Error-permanent-message-not-found"],
	[0xe5, "Error-permanent-content-not-accepted"],
	[0xe6, "Error-permanent-reply-charging-limitations-not-met"],
	[0xe7, "Error-permanent-reply-charging-request-not-accepted"],
	[0xe8, "Error-permanent-reply-charging-forwarding-denied"],
	[0xe9, "Error-permanent-reply-charging-not-supported"],
	[0xea, "Error-permanent-address-hiding-not-supported"],
	[0xeb, "Error-permanent-lack-of-prepaid"],
]);

const SENDER_VISIBILITY: ReadonlyMap<number, string> = new Map([
	[0x80, "Hide"],
	[0x81, "Show"],
]);

const STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Expired"],
	[0x81, "Retrieved"],
	[0x82, "Rejected"],
	[0x83, "Deferred"],
	[0x84, "Unrecognised"],
	[0x85, "Indeterminate"],
	[0x86, "Forwarded"],
	[0x87, "Unreachable"],
]);

const RETRIEVE_STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Ok"],
	[0xc0, "Error-transient-failure"],
	[0xc1, "Error-transient-message-not-found"],
	[0xc2, "Error-transient-network-problem"],
	[0xe0, "Error-permanent-failure"],
	[0xe1, "Error-permanent-service-denied"],
	[0xe2, "Error-permanent-message-not-found"],
	[0xe3, "Error-permanent-content-unsupported"],
]);

const READ_STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Read"],
	[0x81, "Deleted without being read"],
]);

const REPLY_CHARGING: ReadonlyMap<number, string> = new Map([
	[0x80, "Requested"],
	[0x81, "Requested text only"],
	[0x82, "Accepted"],
	[0x83, "Accepted text only"],
]);

const MM_STATE: ReadonlyMap<number, string> = new Map([
	[0x80, "Draft"],
	[0x81, "Sent"],
	[0x82, "New"],
	[0x83, "Retrieved"],
	[0x84, "Forwarded"],
]);

const STORE_STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Success"],
	[0xc0, "Error-transient-failure"],
	[0xc1, "Error-transient-network-problem"],
	[0xe0, "Error-permanent-failure"],
	[0xe1, "Error-permanent-service-denied"],
	[0xe2, "Error-permanent-message-format-corrupt"],
	[0xe3, "Error-permanent-message-not-found"],
	[0xe4, "Error-permanent-mmbox-full"],
]);

const RECOMMENDED_RETRIEVAL_MODE: ReadonlyMap<number, string> = new Map([
	[0x80, "Manual"],
]);

const CONTENT_CLASS: ReadonlyMap<number, string> = new Map([
	[0x80, "text"],
	[0x81, "image-basic"],
	[0x82, "image-rich"],
	[0x83, "video-basic"],
	[0x84, "video-rich"],
	[0x85, "megapixel"],
	[0x86, "content-basic"],
	[0x87, "content-rich"],
]);

const CANCEL_STATUS: ReadonlyMap<number, string> = new Map([
	[0x80, "Cancel request successfully received"],
	[0x81, "Cancel request corrupted"],
]);

/** Header field code to the names of its octets. */
export const ENUMERATIONS: ReadonlyMap<
	number,
	ReadonlyMap<number, string>
> = new Map([
	[0x06, YES_NO],
	[0x10, YES_NO],
	[0x11, YES_NO],
	[0x22, YES_NO],
	[0x27, YES_NO],
	[0x29, YES_NO],
	[0x2b, YES_NO],
	[0x31, YES_NO],
	[0x3b, YES_NO],
	[0x3c, YES_NO],
	[0x0a, MESSAGE_CLASS],
	[0x0f, PRIORITY],
	[0x12, RESPONSE_STATUS],
	[0x14, SENDER_VISIBILITY],
	[0x15, STATUS],
	[0x19, RETRIEVE_STATUS],
	[0x1b, READ_STATUS],
	[0x1c, REPLY_CHARGING],
	[0x23, MM_STATE],
	[0x25, STORE_STATUS],
	[0x34, RECOMMENDED_RETRIEVAL_MODE],
	[0x3a, CONTENT_CLASS],
	[0x3f, CANCEL_STATUS],
]);
