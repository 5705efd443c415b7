// Names of the message types, OMA-TS-MMS_ENC-V1_3 7.3.30, spelt as in Wireshark. Data only.
const MESSAGE_TYPES = [
	"m-send-req",
	"m-send-conf",
	"m-notification-ind",
	"m-notifyresp-ind",
	"m-retrieve-conf",
	"m-acknowledge-ind",
	"m-delivery-ind",
	"m-read-rec-ind",
	"m-read-orig-ind",
	"m-forward-req",
	"m-forward-conf",
	"m-mbox-store-req",
	"m-mbox-store-conf",
	"m-mbox-view-req",
	"m-mbox-view-conf",
	"m-mbox-upload-req",
	"m-mbox-upload-conf",
	"m-mbox-delete-req",
	"m-mbox-delete-conf",
	"m-mbox-descr",
	"m-delete-req",
	"m-delete-conf",
	"m-cancel-req",
	"m-cancel-conf",
] as const;

/** Name of a message type; the number of one that has no name; `?` when there is none. */
export function messageTypeName(type: unknown): string {
	if (typeof type !== "number") return "?";
	return MESSAGE_TYPES[type - 0x80] ?? `0x${type.toString(16)}`;
}
