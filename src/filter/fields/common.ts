import {
	address,
	duration,
	group,
	number,
	type Shape,
	text,
	time,
} from "./shape.js";

export const TRANSPORTS = [
	"http",
	"wsp",
	"wsp-cl",
	"wsp-push",
	"pap",
	"smpp",
] as const;
export const CONFIDENCES = ["certain", "probable", "weak"] as const;

export const PROBLEM: Shape = {
	layer: text("protocol or unit that is odd"),
	code: text("what is odd (docs/problems.md)"),
	offset: number("octets from the start of the unit"),
	needed: number("octets that were needed"),
	available: number("octets that are there"),
	frame: number("frame of the problem"),
	note: text("more words, such as the name of a header field"),
};

export const PART: Shape = {
	contentType: text("media type, lower case, without parameters"),
	name: text("file name"),
	size: number("octets of the data"),
	charset: text("charset of a text"),
	contentId: text("Content-ID"),
	contentLocation: text("Content-Location of the part"),
	missing: number("octets that are not there"),
	hash: text("hash of the data"),
	depth: number("how deep inside other parts"),
};

export const ACCESS: Shape = {
	apn: text("access point name"),
	rat: text("radio access technology: GERAN, UTRAN, EUTRAN, NR, WLAN"),
	cell: text("user location: MCC, MNC, area, cell"),
	imeisv: text("identity of the handset"),
};

export const TUNNEL: Shape = {
	type: text("outermost tunnel: gtp, gre, ipip, vxlan"),
	outer: address("source and destination of the tunnel"),
	teid: number("GTP-U tunnel endpoint identifier"),
	vlan: number("outermost VLAN tag"),
};

export const CAPTURE: Shape = {
	capture: number("index of the capture, with several captures"),
	captureFrame: number("frame within its capture"),
};

/** Fields of an HTTP message (Wireshark's names). */
export const HTTP: Shape = {
	"http.request.method": text("method of the request"),
	"http.request.uri": text("target of the request, as sent"),
	"http.request.full_uri": text("URL of the request"),
	"http.host": text("Host"),
	"http.user_agent": text("User-Agent"),
	"http.server": text("Server"),
	"http.location": text("Location of a redirection"),
	"http.content_type": text("Content-Type"),
	"http.content_length": number("Content-Length"),
	"http.response.code": number("status code"),
	"http.response.phrase": text("words after the status code"),
};

/** Phases of states-latencies (STATES 6). */
export const PHASES: Shape = {
	connect: duration("from SYN or WSP Connect to a usable connection"),
	upload: duration("first to last octet of the request with m-send-req"),
	submit_wait: duration("end of the request to the first octet of the answer"),
	submit_total: duration(
		"first octet of the request to the end of m-send-conf",
	),
	relay: duration("end of m-send-conf to the first notification"),
	notify_transfer: duration("first to last part of the notification"),
	notify_to_get: duration("notification to the first octet of the GET"),
	notify_to_response: duration("notification to m-notifyresp-ind"),
	retrieve_wait: duration("end of the GET to the first octet of the answer"),
	download: duration("first to last octet of the answer to the GET"),
	ack_delay: duration("end of m-retrieve-conf to the acknowledgement"),
	ack_answer: duration("acknowledgement to the server's answer to it"),
	report_delay: duration("acknowledgement to m-delivery-ind"),
	read_delay: duration("retrieval to m-read-rec-ind"),
	read_report_delay: duration("m-read-rec-ind to m-read-orig-ind"),
	end_to_end: duration(
		"first octet of m-send-req to the end of m-retrieve-conf",
	),
	age_at_retrieval: duration(
		"Date of the message to the end of m-retrieve-conf",
	),
};

export const PROBLEMS = group("what is odd about the octets", PROBLEM);
export const PARTS = group("entries of the multipart body", PART);

export const IDENTITY: Shape = {
	type: text("kind of record"),
	address: address("address or prefix of the subscriber"),
	from: time("from when on it holds"),
	to: time("until when it holds"),
	number: text("subscriber's number"),
	imsi: text("IMSI"),
	source: text("where it is known from: radius, gtp-c, pfcp, file"),
	gateway: text("who gave the address: NAS, GGSN, PGW, SMF"),
	access: group("access network of the subscriber", ACCESS),
	tunnels: group("GTP-U endpoints of the session", {
		address: address("address of the endpoint"),
		teid: number("its tunnel endpoint identifier"),
	}),
	frame: number("frame that told it"),
	...CAPTURE,
};
