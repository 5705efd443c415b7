import type { Exchange } from "../../../../src/record.js";
import * as x from "../exchange.js";
import type { StoryCase } from "./case.js";

const RETRY = { mayRetry: true } as const;
/** What goes on in the network while the client waits. */
const NAME_SERVER = "10.9.9.53";

interface Tried {
	exchange: Exchange;
	/** Frames of the attempt and of what ended it. */
	frames: number[];
}

/** Something that came before a connection, and what ended it. */
function tried(
	story: x.Story,
	client: string,
	more: Partial<Exchange>,
	response?: x.HalfFields,
): Tried {
	const { time } = story.wait(1);
	const first = story.frame++;
	const connect = { firstTime: time, time, frames: [first] };
	const answer = response && story.half(response);
	const last = answer ? answer.frames.at(-1)! : story.frame++;
	const frames = answer ? [first, ...answer.frames] : [first, last];
	const exchange = story.http(client, undefined, undefined, {
		kind: "attempt",
		connect,
		ended: "timeout",
		...(answer && { response: answer, ended: "open" }),
		...(!answer && { endTime: time + 0.5, endFrame: last }),
		...more,
	});
	story.wait(1);
	return { exchange, frames };
}

const ICMP: Partial<Exchange> = {
	ended: "unreachable",
	endedBy: "unknown",
	icmp: { type: 3, code: 1 },
};
const WSP: Partial<Exchange> = {
	transport: "wsp",
	server: x.G,
	serverPort: 9201,
};
const NO_NAME: Partial<Exchange> = {
	server: NAME_SERVER,
	serverPort: 53,
	dns: { name: "mmsc.example", rcode: 3 },
	ended: "open",
};

interface Way {
	name: string;
	more: Partial<Exchange>;
	response?: x.HalfFields;
}

const CONNECT_WAYS: readonly Way[] = [
	{ name: "ICMP unreachable", more: ICMP },
	{ name: "RST", more: { ended: "rst", endedBy: "server" } },
	{ name: "no answer", more: { ended: "timeout" } },
	{
		name: "the proxy refuses CONNECT",
		more: {},
		response: { "http.response.code": 403 },
	},
];

const WSP_WAYS: readonly Way[] = [
	{
		name: "Connect aborted",
		more: { ...WSP, ended: "abort", endedBy: "server" },
	},
	{ name: "Connect unanswered", more: { ...WSP, ended: "timeout" } },
	{
		name: "Connect answered by a Reply",
		more: WSP,
		response: { "wsp.reply.status": 0x63 },
	},
];

const DNS_WAYS: readonly Way[] = [
	{ name: "no such name", more: NO_NAME },
	{
		name: "no answer",
		more: { ...NO_NAME, dns: { name: "mmsc.example" }, ended: "timeout" },
	},
];

/** Before a submission that works. */
function before(reason: StoryCase["reason"], way: Way): StoryCase {
	return {
		reason,
		name: `${way.name}, then accepted`,
		state: "accepted",
		decides: "send-accepted",
		play: (story) => {
			const { server = x.M } = way.more;
			const { frames } = tried(story, x.A, way.more, way.response);
			story.wait(30).http(x.A, x.sendReq("T1"), x.sendConf("T1"), { server });
			return frames;
		},
	};
}

/** Nothing follows, and the user named the server as an MMSC. */
function alone(reason: StoryCase["reason"], way: Way): StoryCase {
	return {
		reason,
		name: `${way.name}, alone`,
		state: "broken",
		...RETRY,
		play: (story) => {
			const more = { ...way.more, mmsc: true } as const;
			return tried(story, x.A, more, way.response).frames;
		},
	};
}

/** After a notification. */
function notified(reason: StoryCase["reason"], way: Way): StoryCase {
	return {
		reason,
		name: way.name,
		state: "failed",
		...RETRY,
		play: (story) => {
			story.push(x.B, x.notification());
			return tried(story, x.B, way.more, way.response).frames;
		},
	};
}

export const ATTEMPTS: readonly StoryCase[] = [
	...CONNECT_WAYS.flatMap((way) => [
		before("send-connect-failed", way),
		alone("send-connect-failed", way),
		notified("retrieve-connect-failed", way),
	]),
	...WSP_WAYS.flatMap((way) => [
		before("send-wsp-refused", way),
		alone("send-wsp-refused", way),
		notified("retrieve-connect-failed", way),
	]),
	...DNS_WAYS.flatMap((way) => [
		alone("send-dns-failed", way),
		notified("retrieve-dns-failed", way),
	]),
	{
		reason: "capture-ends-early",
		name: "a connection under way",
		state: "connecting",
		play: (story) => {
			const more = { ended: "open", mmsc: true } as const;
			const { frames, exchange } = tried(story, x.A, more);
			delete exchange.endTime;
			delete exchange.endFrame;
			return frames.slice(0, 1);
		},
	},
];
