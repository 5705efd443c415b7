import type {
	CaptureInfo,
	Exchange,
	Header,
	HttpRecord,
	Info,
	Message,
	PduRecord,
	RecipientLeg,
	SendLeg,
	Summary,
} from "../../../src/record.js";

const CARRIAGE = {
	firstTime: 1700000000.091394,
	time: 1700000000.132011,
	frame: 19,
	frames: [14, 15, 19],
	bytes: 41235,
	complete: true,
	retransmissions: 0,
};

export const header: Header = {
	type: "header",
	schema: "mmstrace/1",
	version: "0.1.0",
	command: ["mmstrace", "a.pcapng"],
	captures: ["a.pcapng"],
};

export const sendLeg: SendLeg = {
	uid: "l-0b7c51d2",
	client: "10.20.14.31",
	server: "192.0.2.10",
	serverPort: 80,
	transport: "http",
	transactionId: "T1",
	userAgent: "Phone/1.0",
	state: "accepted",
	verdict: "ok",
	outcome: "accepted",
	reason: "send-accepted",
	confidence: "certain",
	reasons: [{ reason: "send-accepted", time: 1700000000.656628, frames: [56] }],
	detail: { "mmse.response_status": 128, "http.response.code": 200 },
	steps: [
		{
			event: "m-send-req",
			frame: 19,
			time: 1700000000.132011,
			firstTime: 1700000000.091394,
			frames: [14, 15, 19],
		},
		{
			event: "m-send-conf",
			frame: 56,
			time: 1700000000.656628,
			firstTime: 1700000000.656628,
			frames: [56],
		},
	],
	phases: { upload: 0.040617, submit_wait: 0.524617, submit_total: 0.565234 },
	retransmissions: 0,
	attempts: 1,
	hops: [],
};

export const recipientLeg: RecipientLeg = {
	...sendLeg,
	uid: "l-88aa01ff",
	address: "+447900041301/TYPE=PLMN",
	client: "10.20.161.85",
	transport: "wsp",
	transactionId: "N1",
	contentLocation: "http://mmsc.example/m/1",
	state: "acknowledged",
	outcome: "retrieved",
	reason: "retrieved-acknowledged",
	detail: {},
	phases: { notify_to_get: 2.1, download: 0.8, relay: 0.9, end_to_end: 4.4 },
	notifications: 1,
	reportState: "reported",
	reports: [
		{
			event: "m-delivery-ind",
			reason: "report-retrieved",
			"mmse.status": 129,
			frame: 120,
			time: 1700000009.3,
		},
	],
};

export const delivered: Message = {
	type: "message",
	uid: "m-5f2c9a01",
	id: 1,
	verdict: "delivered",
	outcome: "retrieved",
	reason: "retrieved-acknowledged",
	messageId: "3cde1c8fd700@mmsc.example",
	from: "+447900003615/TYPE=PLMN",
	to: ["+447900041301/TYPE=PLMN"],
	subject: "Photo",
	size: 41235,
	send: sendLeg,
	recipients: [recipientLeg],
	links: [
		{
			from: "send",
			to: "recipients/0",
			by: "message-id",
			confidence: "certain",
		},
	],
	frames: [14, 15, 19, 56],
	firstTime: 1700000000.091394,
	lastTime: 1700000009.3,
	final: true,
	problems: [],
};

/** Refused, with a subject that tries to clear the screen. */
export const refused: Message = {
	...delivered,
	uid: "m-77e0c1aa",
	id: 2,
	verdict: "failed",
	fault: "mmsc",
	outcome: "refused",
	reason: "send-refused-permanent",
	from: "<insert address>",
	subject: "\u001b[2J\u009b31mred\nline",
	size: 3120,
	send: {
		...sendLeg,
		state: "refused",
		verdict: "failed",
		fault: "mmsc",
		outcome: "refused",
		reason: "send-refused-permanent",
		detail: { "mmse.response_status": 225 },
	},
	recipients: [],
	links: [],
};

/** Two recipients, one of whom never fetched it. */
export const partly: Message = {
	...delivered,
	uid: "m-91b3d7e2",
	id: 3,
	verdict: "partly",
	fault: "mmsc",
	to: ["+447900041301/TYPE=PLMN", "someone.with.a.long.name@mail.example"],
	subject: "Größe 写真 😀",
	recipients: [
		recipientLeg,
		{
			...recipientLeg,
			uid: "l-33cc01ff",
			address: "someone.with.a.long.name@mail.example",
			state: "failed",
			verdict: "failed",
			fault: "mmsc",
			outcome: "not-available",
			reason: "retrieve-http-404",
			detail: { "http.response.code": 404 },
			phases: { notify_to_get: 200.5 },
			reports: [],
		},
	],
	firstTime: 1700090000.5,
};

export const pdu: PduRecord = {
	type: "pdu",
	"frame.number": 56,
	"frame.time_epoch": 1700000000.656628,
	"ip.src": "192.0.2.10",
	"ip.dst": "10.20.14.31",
	transport: "http",
	"mmse.message_type": 129,
	"mmse.transaction_id": "T1",
	"mmse.response_status": 128,
	"mmse.message_id": "3cde1c8fd700@mmsc.example",
	parts: [{ contentType: "image/jpeg", name: "i.jpg", size: 1234 }],
	complete: true,
	problems: [],
};

export const http: HttpRecord = {
	type: "http",
	"frame.number": 19,
	"frame.time_epoch": 1700000000.132011,
	"ip.src": "10.20.14.31",
	"ip.dst": "192.0.2.10",
	"tcp.srcport": 40001,
	"tcp.dstport": 80,
	"tcp.stream": 0,
	"http.request.method": "POST",
	"http.request.full_uri": "http://mmsc.example/mms",
	"http.content_type": "application/vnd.wap.mms-message",
	bodyBytes: 41000,
	complete: true,
	problems: [],
};

export const exchange: Exchange = {
	type: "exchange",
	uid: "x-1",
	kind: "request",
	transport: "http",
	client: "10.20.14.31",
	clientPort: 40001,
	server: "192.0.2.10",
	serverPort: 80,
	url: "http://mmsc.example/mms",
	connection: "tcp-0",
	request: {
		...CARRIAGE,
		"http.request.method": "POST",
		"mmse.message_type": 128,
	},
	response: {
		...CARRIAGE,
		frame: 56,
		time: 1700000000.656628,
		frames: [56],
		"http.response.code": 200,
		"mmse.message_type": 129,
	},
	ended: "fin",
	endedBy: "client",
	problems: [],
};

export const capture: CaptureInfo = {
	file: "a.pcapng",
	format: "pcapng",
	packets: 2275,
	bytes: 1859867,
	linktypes: { EN10MB: 2275 },
	interfaces: 1,
	firstTime: 1700000000,
	lastTime: 1700000900.5,
	truncatedPackets: 0,
	problems: [],
};

export const info: Info = {
	captures: [capture],
	protocols: {
		tcp: 1423,
		udp: 852,
		"http.request": 60,
		"http.response": 56,
		wtp: 802,
		wsp: 191,
		mmse: 181,
		gtp: 0,
	},
	undecoded: { linktype: {}, ethertype: { "0x0806": 12 }, ipproto: {} },
	problems: {},
};

export const summary: Summary = {
	type: "summary",
	packets: 2275,
	bytes: 1859867,
	messages: 3,
	legs: { send: 3, recipient: 3 },
	verdicts: { delivered: 1, failed: 1, partly: 1 },
	outcomes: { retrieved: 2, refused: 1 },
	reasons: {
		"retrieved-acknowledged": 2,
		"send-refused-permanent": 1,
		"retrieve-http-404": 1,
	},
	problems: { "capture-gap": 2 },
	limits: {},
	coverage: [
		{
			sign: "No notification was seen: they usually come as SMS, which this capture does not hold.",
			advice:
				"To see when recipients were notified, capture at the push gateway or the SMPP link as well.",
		},
	],
};
