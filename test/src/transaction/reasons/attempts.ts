import type { Exchange } from "../../../../src/record.js";
import {
	address,
	dns,
	endpoint,
	http,
	icmpError,
	wsp,
} from "../../../builder/index.js";
import * as x from "../exchange.js";
import type { Case, StoryCase } from "./case.js";
import * as s from "./scene.js";

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

const RESOLVER = endpoint("192.0.2.53", 53);
const ASKED = { mmsc: ["mmsc.example", "192.0.2.10", "192.0.2.20"] };

/** What a phone tries, and what comes of it: their frames. */
type Try = (scene: s.Scene, client: string) => number[];

/** SYN, and ICMP from a router. */
function unreachable(scene: s.Scene, client: string): number[] {
	const connection = scene.dial(client);
	const syn = scene.next;
	connection.syn();
	const datagram = scene.latest;
	scene.rest(0.1);
	const router = address("198.51.100.1");
	const about = { type: 3, code: 1, quoted: datagram };
	scene.pass(icmpError(router, address(client), about));
	return [syn, scene.frames];
}

/** A proxy that does not let the phone through to the MMSC. */
function proxied(scene: s.Scene, client: string): number[] {
	const connection = scene.dial(client).open();
	const shake = [scene.frames - 2, scene.frames - 1, scene.frames];
	const request = http.httpRequest("CONNECT", "mmsc.example:443", undefined);
	const asked = scene.next;
	connection.send("client", request);
	const answered = scene.next;
	connection.send("server", s.status("403 Forbidden"));
	connection.close();
	return [...shake, asked, answered];
}

function resolved(rcode?: number): Try {
	return (scene, client) => {
		const from = endpoint(client, 50_053);
		const query = dns.query(7, "mmsc.example");
		const frames = [scene.udp(from, RESOLVER, query)];
		scene.rest(0.1);
		if (rcode === undefined) return frames;
		const answer = dns.answer(query, { rcode });
		return [...frames, scene.udp(RESOLVER, from, answer)];
	};
}

/** Connect of a WSP session, and what the gateway says. */
function connected(say: (session: s.Session) => number[]): Try {
	return (scene, client) => {
		const session = scene.session(client);
		return [session.invoke(wsp.connect()), ...say(session)];
	};
}

const WAYS: readonly [
	name: string,
	send: StoryCase["reason"],
	retrieve: StoryCase["reason"],
	play: Try,
][] = [
	[
		"ICMP unreachable",
		"send-connect-failed",
		"retrieve-connect-failed",
		unreachable,
	],
	[
		"CONNECT refused by the proxy",
		"send-connect-failed",
		"retrieve-connect-failed",
		proxied,
	],
	["no such name", "send-dns-failed", "retrieve-dns-failed", resolved(3)],
	[
		"no answer to the query",
		"send-dns-failed",
		"retrieve-dns-failed",
		resolved(),
	],
	[
		"Connect aborted",
		"send-wsp-refused",
		"retrieve-connect-failed",
		connected((session) => [session.abort(1, 0xe5)]),
	],
	[
		"Connect answered by a Reply",
		"send-wsp-refused",
		"retrieve-connect-failed",
		connected((session) => [session.result(wsp.reply(0x63))]),
	],
	[
		"Connect not answered",
		"send-wsp-refused",
		"retrieve-connect-failed",
		connected(() => []),
	],
];

/** The same from captures. */
export const CAPTURED: readonly Case[] = WAYS.flatMap(
	([name, send, retrieve, play]): Case[] => [
		{
			reason: send,
			name: `${name}, alone`,
			state: "broken",
			...RETRY,
			options: ASKED,
			play: (scene) => {
				const frames = play(scene, s.A);
				scene.later();
				return frames;
			},
		},
		{
			reason: retrieve,
			name: `${name}, after a notification`,
			state: "failed",
			...RETRY,
			options: ASKED,
			play: (scene) => {
				scene.notify();
				const frames = play(scene, s.B);
				scene.later();
				return frames;
			},
		},
	],
);
