import {
	CAPTURE,
	HTTP,
	PARTS,
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

const HALF_ABOUT = "first octet and last octet, frames, headers, PDU";

export const HALF: Shape = {
	firstTime: time("time of the first octet"),
	time: time("time of the frame that completed it"),
	firstTimeNs: text("firstTime with nine decimals"),
	timeNs: text("time with nine decimals"),
	lastDataTime: time("time of the last octet, where a FIN completed it"),
	frame: number("frame that completed it"),
	frames: number("frames that carried it"),
	...CAPTURE,
	bytes: number("octets that are there"),
	missing: number("octets that are missing"),
	missingCause: text("why they are missing", [
		"capture-gap",
		"sliced",
		"network-loss",
		"cut",
	]),
	complete: flag("all of it is there"),
	acknowledged: flag("the peer acknowledged all of it"),
	retransmissions: number("segments or packets that came again"),
	...MMSE,
	parts: PARTS,
	...pick([
		"http.request.method",
		"http.response.code",
		"http.response.phrase",
		"http.user_agent",
		"http.server",
		"http.location",
		"http.content_type",
		"http.host",
	]),
	"http.content_range": text("Content-Range of a 206"),
	"http.via": text("Via"),
	"wsp.reply.status": number("status of the WSP Reply"),
	number: text("subscriber's number from a gateway header"),
	imsi: text("subscriber's IMSI from a gateway header"),
	clientAddress: address("address of the handset from a gateway header"),
	pduHash: text("hash of the PDU"),
	bodyHash: text("hash of the PDU's body"),
	bodyBytes: number("octets of a body that is no PDU"),
	garbled: flag("the body claims to be MMS and cannot be read"),
};

function pick(names: readonly string[]): Shape {
	return Object.fromEntries(
		Object.entries(HTTP).filter(([name]) => names.includes(name)),
	);
}

const INSTANT: Shape = {
	time: time("when"),
	timeNs: text("the same with nine decimals"),
	frame: number("frame"),
	...CAPTURE,
};

export const EXCHANGE: Shape = {
	type: text("kind of record"),
	uid: text("short hash that names it"),
	kind: text("request, push or attempt", ["request", "push", "attempt"]),
	transport: text("what carried it", TRANSPORTS),
	client: address("address of the handset's side"),
	clientPort: number("port of the handset's side"),
	server: address("address of the other side"),
	serverPort: number("port of the other side"),
	scope: text("network that the addresses belong to: VLAN or tunnel"),
	tunnel: group("what the packets were inside", TUNNEL),
	reported: time("capture time at which it was known to be over"),
	url: text("URL of the request"),
	connection: text("connection that it travelled on"),
	connect: group("when its connection was opened", {
		firstTime: time("first packet"),
		time: time("when it was usable"),
		timeNs: text("the same with nine decimals"),
		frames: number("frames of the opening"),
		retransmissions: number("packets of it that were seen again"),
		...CAPTURE,
	}),
	tls: group("an attempt that is encrypted", {
		serverName: text("server that the client asked for"),
	}),
	dns: group("a query for a name that failed", {
		name: text("name that was asked for"),
		rcode: number("RCODE of the answer"),
	}),
	icmp: group("an ICMP message that says why", {
		type: number("ICMP type"),
		code: number("ICMP code"),
	}),
	request: group(HALF_ABOUT, HALF),
	response: group(HALF_ABOUT, HALF),
	ended: text("how its carrier ended", [
		"fin",
		"rst",
		"abort",
		"timeout",
		"unreachable",
		"open",
	]),
	endedBy: text("who ended it", ["client", "server", "unknown"]),
	endTime: time("when its carrier ended"),
	endTimeNs: text("the same with nine decimals"),
	endFrame: number("frame that ended it"),
	endCapture: number("index of the capture of that frame"),
	endCaptureFrame: number("that frame within its capture"),
	abort: group("the WTP Abort", {
		type: number("0 provider, 1 user"),
		reason: number("reason octet"),
	}),
	holdOn: flag("the responder acknowledged before it answered"),
	acknowledged: group("the acknowledgement of a push", INSTANT),
	answerInGap: flag("the answer is in octets that the capture lost"),
	zeroWindow: text("whose receive window was closed at the end", [
		"client",
		"server",
	]),
	mmsc: flag("an attempt to reach a server of --mmsc"),
	problems: PROBLEMS,
};
