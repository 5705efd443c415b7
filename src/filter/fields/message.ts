import { REASONS } from "../../transaction/reasons.js";
import {
	ACCESS,
	CAPTURE,
	CONFIDENCES,
	HTTP,
	PHASES,
	PROBLEMS,
	TRANSPORTS,
	TUNNEL,
} from "./common.js";
import { MMSE } from "./pdu.js";
import {
	address,
	flag,
	group,
	number,
	type Shape,
	text,
	time,
} from "./shape.js";

const REASON_IDS = Object.keys(REASONS);
/** Every outcome is that of a reason. */
const OUTCOMES = [
	...new Set(Object.values(REASONS).map(({ outcome }) => outcome)),
];

const STEP: Shape = {
	event: text("name of the PDU, or what happened: get, rst, wtp-abort"),
	frame: number("frame that completed it"),
	time: time("time of that frame"),
	timeNs: text("the same with nine decimals"),
	firstTime: time("time of the first octet"),
	frames: number("frames that carried it"),
	...CAPTURE,
	complete: flag("false: it never became complete"),
};

const HOP: Shape = {
	client: address("who asked"),
	server: address("who was asked"),
	serverPort: number("port that was asked"),
	transport: text("what carried it", TRANSPORTS),
	firstTime: time("time of the first octet"),
	time: time("time of the last octet"),
	frames: number("frames that carried it"),
	capture: number("index of the capture, with several captures"),
	tunnel: group("what the packets were inside", TUNNEL),
};

const REPORT: Shape = {
	event: text("m-delivery-ind, m-read-rec-ind or m-read-orig-ind"),
	reason: text("what it reports", REASON_IDS),
	"mmse.status": MMSE["mmse.status"]!,
	"mmse.read_status": MMSE["mmse.read_status"]!,
	frame: number("frame of the report"),
	time: time("time of the report"),
	timeNs: text("the same with nine decimals"),
	...CAPTURE,
};

/** What can decide a leg, under Wireshark's names. */
const DETAIL: Shape = {
	...MMSE,
	...HTTP,
	"http.via": text("Via"),
	"wsp.reply.status": number("status of the WSP Reply"),
	"wtp.abort.type": number("0 provider, 1 user"),
	"wtp.abort.reason.provider": number("reason of the WTP provider's Abort"),
	"wtp.abort.reason.user": number("reason of the WTP user's Abort"),
	"dns.qry.name": text("name that could not be resolved"),
	"dns.flags.rcode": number("RCODE of the answer"),
	"icmp.type": number("type of the ICMP message"),
	"icmp.code": number("code of the ICMP message"),
	"icmpv6.type": number("type of the ICMPv6 message"),
	"icmpv6.code": number("code of the ICMPv6 message"),
	"tls.handshake.extensions_server_name": text(
		"server that the client asked for",
	),
};

export const LEG: Shape = {
	uid: text("short hash that names the leg"),
	client: address("address of the handset"),
	server: address("address of the gateway or MMSC"),
	serverPort: number("port of the gateway or MMSC"),
	transport: text("what carried it", TRANSPORTS),
	transactionId: text("X-Mms-Transaction-Id"),
	userAgent: text("handset"),
	number: text("subscriber's number"),
	numberSource: text(
		"where it is known from: header, radius, gtp-c, pfcp, file",
	),
	imsi: text("subscriber's IMSI"),
	access: group("access network of the subscriber", ACCESS),
	via: text("proxies on the way"),
	state: text("how far it came: accepted, notified, retrieved ..."),
	verdict: text("verdict of the leg", ["ok", "failed", "pending", "unknown"]),
	fault: text("whose side to look at first: client, network, mmsc ..."),
	outcome: text("how it ended: accepted, refused, retrieved ...", OUTCOMES),
	reason: text("why (docs/reasons.md)", REASON_IDS),
	confidence: text("how sure the reason is", CONFIDENCES),
	reasons: group("everything that was found, with its frames", {
		reason: text("why (docs/reasons.md)", REASON_IDS),
		time: time("when"),
		frames: number("evidence"),
	}),
	detail: group("what decided, under Wireshark's names", DETAIL),
	steps: group("what happened, in order", STEP),
	phases: group("times of its phases", PHASES),
	retransmissions: number("segments or packets that came again"),
	attempts: number("how often it was tried"),
	hops: group("other places where it was seen", HOP),
	mayRetry: flag("another attempt is likely"),
	tunnel: group("what the packets were inside", TUNNEL),
	problems: PROBLEMS,
};

export const RECIPIENT: Shape = {
	...LEG,
	address: text("recipient, as far as known"),
	contentLocation: text("X-Mms-Content-Location"),
	notifications: number("notifications that were sent"),
	reportState: text("none, reported or read", ["none", "reported", "read"]),
	reports: group("delivery and read reports", REPORT),
};

export const MESSAGE: Shape = {
	type: text("kind of record"),
	uid: text("short hash that names the message"),
	id: number("number in order of becoming final"),
	verdict: text("verdict of the message", [
		"delivered",
		"partly",
		"failed",
		"pending",
		"unknown",
	]),
	fault: text("whose side to look at first: client, network, mmsc ..."),
	outcome: text("how it ended: retrieved, refused, expired ...", OUTCOMES),
	reason: text("why (docs/reasons.md)", REASON_IDS),
	messageId: text("Message-ID that the MMSC gave it"),
	from: text("sender, as sent"),
	to: text("To"),
	cc: text("Cc"),
	bcc: text("Bcc"),
	subject: text("Subject"),
	size: number("octets of the message"),
	send: group("the sender's leg", LEG),
	recipients: group("the recipients' legs", RECIPIENT),
	links: group("what joins its legs", {
		from: text("one leg"),
		to: text("the other leg"),
		by: text("rule that joined them"),
		confidence: text("how sure that is", CONFIDENCES),
	}),
	frames: number("frames that carried it"),
	firstTime: time("time of its first octet"),
	lastTime: time("time of the last thing that happened to it"),
	final: flag("it can no longer change"),
	continues: text("uid of an earlier record of the same message"),
	problems: PROBLEMS,
};
