/** X-Mms-Message-Type values that the correlator tells apart (OMA-TS-MMS_ENC-V1_3 7.3.30). */
export const SEND_REQ = 0x80;
export const SEND_CONF = 0x81;
export const NOTIFICATION_IND = 0x82;
export const NOTIFYRESP_IND = 0x83;
export const RETRIEVE_CONF = 0x84;
export const ACKNOWLEDGE_IND = 0x85;
export const DELIVERY_IND = 0x86;
export const READ_REC_IND = 0x87;
export const READ_ORIG_IND = 0x88;
export const FORWARD_REQ = 0x89;
export const FORWARD_CONF = 0x8a;
export const MBOX_STORE_REQ = 0x8b;
export const MBOX_STORE_CONF = 0x8c;
export const DELETE_REQ = 0x94;
export const DELETE_CONF = 0x95;
export const CANCEL_REQ = 0x96;
export const CANCEL_CONF = 0x97;

const NAMES = [
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
];

/** Wireshark's name of a PDU type; undefined for a number that no PDU has. */
export function pduName(messageType: number | undefined): string | undefined {
	return messageType === undefined ? undefined : NAMES[messageType - SEND_REQ];
}
