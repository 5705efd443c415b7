import type { ExchangeLine } from "./correlate.js";

/** What a key may hold. */
type Kind = "text" | "number" | "flag" | "object" | "list" | "numbers";

/** Keys that must be there, and those that may be. What is not named is not looked at. */
interface Shape {
	readonly required: Readonly<Record<string, Kind>>;
	readonly optional: Readonly<Record<string, Kind>>;
}

const EXCHANGE: Shape = {
	required: {
		uid: "text",
		kind: "text",
		transport: "text",
		client: "text",
		clientPort: "number",
		server: "text",
		serverPort: "number",
		connection: "text",
		ended: "text",
		problems: "list",
	},
	optional: {
		reported: "number",
		scope: "text",
		tunnel: "object",
		url: "text",
		connect: "object",
		tls: "object",
		dns: "object",
		icmp: "object",
		request: "object",
		response: "object",
		endedBy: "text",
		endTime: "number",
		endFrame: "number",
		abort: "object",
		acknowledged: "object",
	},
};

const HALF: Shape = {
	required: {
		firstTime: "number",
		time: "number",
		frame: "number",
		frames: "numbers",
		bytes: "number",
		complete: "flag",
		retransmissions: "number",
	},
	optional: {
		lastDataTime: "number",
		missing: "number",
		parts: "list",
		number: "text",
		pduHash: "text",
		bodyHash: "text",
		"http.request.method": "text",
		"http.response.code": "number",
		"wsp.reply.status": "number",
		"mmse.message_type": "number",
	},
};

/** Objects inside an exchange. */
const INSIDE: Readonly<Record<string, Shape>> = {
	request: HALF,
	response: HALF,
	connect: {
		required: { firstTime: "number", time: "number", frames: "numbers" },
		optional: {},
	},
	acknowledged: { required: { time: "number", frame: "number" }, optional: {} },
	abort: { required: { type: "number", reason: "number" }, optional: {} },
	tls: { required: { serverName: "text" }, optional: {} },
	dns: { required: { name: "text" }, optional: { rcode: "number" } },
	icmp: { required: { type: "number", code: "number" }, optional: {} },
};

const IDENTITY: Shape = {
	required: { address: "text", from: "number", source: "text" },
	optional: {
		to: "number",
		number: "text",
		imsi: "text",
		access: "object",
		tunnels: "list",
	},
};

const SUMMARY: Shape = {
	required: { packets: "number", bytes: "number", limits: "object" },
	optional: { seen: "object" },
};

const SEEN: Shape = {
	required: {
		lastSecond: "number",
		problems: "object",
		httpMessages: "number",
		wapPackets: "number",
		tlsServerNames: "list",
		slicedPackets: "number",
		oneSidedConnections: "number",
		connections: "number",
		undecodedPackets: "number",
	},
	optional: {},
};

/** Words that a key of an exchange may hold. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
	kind: ["request", "push", "attempt"],
	transport: ["http", "wsp", "wsp-cl", "wsp-push", "pap"],
	ended: ["fin", "rst", "abort", "timeout", "unreachable", "open"],
};

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOf(kind: Kind, value: unknown): boolean {
	switch (kind) {
		case "text":
			return typeof value === "string";
		case "number":
			return typeof value === "number";
		case "flag":
			return typeof value === "boolean";
		case "object":
			return isObject(value);
		case "list":
			return Array.isArray(value);
		case "numbers":
			return (
				Array.isArray(value) &&
				value.length > 0 &&
				value.every((one) => typeof one === "number")
			);
	}
}

/** What is wrong with the keys of an object; undefined: nothing. */
function faultOf(shape: Shape, fields: Fields, place = ""): string | undefined {
	for (const [key, kind] of Object.entries(shape.required))
		if (!isOf(kind, fields[key]))
			return fields[key] === undefined
				? `no ${place}${key}`
				: `${place}${key} is wrong`;
	for (const [key, kind] of Object.entries(shape.optional))
		if (fields[key] !== undefined && !isOf(kind, fields[key]))
			return `${place}${key} is wrong`;
	return undefined;
}

function exchangeFault(fields: Fields): string | undefined {
	const fault = faultOf(EXCHANGE, fields);
	if (fault !== undefined) return fault;
	for (const [key, words] of Object.entries(WORDS))
		if (!words.includes(fields[key] as string))
			return `${key} is none of ${words.join(", ")}`;
	for (const [key, shape] of Object.entries(INSIDE)) {
		const inside = fields[key];
		if (inside === undefined) continue;
		const wrong = faultOf(shape, inside as Fields, `${key}.`);
		if (wrong !== undefined) return wrong;
	}
	return undefined;
}

function summaryFault(fields: Fields): string | undefined {
	const { seen } = fields;
	const fault = faultOf(SUMMARY, fields);
	if (fault !== undefined || seen === undefined) return fault;
	return faultOf(SEEN, seen as Fields, "seen.");
}

/**
 * Checks a record as far as correlation relies on it; keys that it does not know are left alone.
 *
 * @returns the record, or in words what is wrong with it
 */
export function checkLine(value: unknown): ExchangeLine | string {
	if (!isObject(value)) return "no JSON object";
	const { type } = value;
	let fault: string | undefined;
	if (type === "exchange") fault = exchangeFault(value);
	else if (type === "identity") fault = faultOf(IDENTITY, value);
	else if (type === "summary") fault = summaryFault(value);
	else if (type !== "header")
		fault = `type ${JSON.stringify(type) ?? "is missing"} is not of mmstrace exchanges`;
	return fault ?? (value as unknown as ExchangeLine);
}
