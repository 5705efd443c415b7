import {
	type Endpoint,
	endpoint,
	http,
	type Octets,
	type Packet,
	type SendOptions,
	Tap,
	TcpConnection,
	wsp,
	wtp,
} from "../test/builder/index.js";

export const MMSC = "http://mmsc.example/mms";
const SECOND = 1e6;

interface Network {
	proxy: Endpoint;
	gateway: Endpoint;
	push: Endpoint;
}

const NETWORKS: Record<4 | 6, Network> = {
	4: {
		proxy: endpoint("192.0.2.80", 8080),
		gateway: endpoint("192.0.2.9", 9201),
		push: endpoint("198.51.100.7", 9200),
	},
	6: {
		proxy: endpoint("2001:db8:ffff::80", 8080),
		gateway: endpoint("2001:db8:ffff::9", 9201),
		push: endpoint("2001:db8:ffff::7", 9200),
	},
};

/** What the server says to a request: octets of the answer, or how it fails. */
export interface Reply {
	pdu?: Octets;
	/** HTTP status line without the version. */
	status?: string;
	wspStatus?: number;
	/** Only this many octets of the answer or of the request pass; then the server resets. */
	cutAnswer?: number;
	cutRequest?: number;
	/** WTP Abort by the server. */
	abort?: readonly [type: 0 | 1, reason: number];
	disturbance?: SendOptions;
}

/** A phone of the example: everything it does passes one tap. */
export class Handset {
	readonly number: string;
	readonly tap: Tap;
	readonly #host: string;
	readonly #network: Network;
	readonly #userAgent: string;
	#port: number;
	#tid = 0;
	#pushes = 0;
	#connected = false;

	readonly #wapPort: number;

	/** `port`: its first port, so that no two connections of the example share one. */
	constructor(
		tap: Tap,
		who: readonly [host: string, number: string],
		userAgent: string,
		port: number,
	) {
		const [host, number] = who;
		this.tap = tap;
		this.number = `${number}/TYPE=PLMN`;
		this.#host = host;
		this.#network = NETWORKS[host.includes(":") ? 6 : 4];
		this.#userAgent = userAgent;
		this.#port = port;
		this.#wapPort = port + 20;
	}

	wait(seconds: number): this {
		this.tap.wait(seconds * SECOND);
		return this;
	}

	/** A push to port 2948. */
	push(pdu: Octets): this {
		const octets = wsp.connectionless(++this.#pushes, wsp.push(pdu));
		this.tap.udp(this.#network.push, endpoint(this.#host, 2948), octets);
		return this;
	}

	/** A request over HTTP through the proxy, on a connection of its own. */
	http(url: string, pdu: Octets | undefined, reply: Reply = {}): this {
		const me = endpoint(this.#host, ++this.#port);
		const tcp = new TcpConnection(this.tap, me, this.#network.proxy, {
			clientSequence: this.#port * 65_537,
			serverSequence: this.#port * 40_503,
			roundTrip: 60_000,
		}).open();
		const options = { userAgent: this.#userAgent };
		const request = pdu ? http.post(url, pdu, options) : http.get(url, options);
		if (reply.cutRequest) {
			tcp.send("client", request.subarray(0, reply.cutRequest));
			this.wait(2);
			tcp.rst("server");
			return this;
		}
		tcp.send("client", request, { pace: 4000 });
		this.wait(0.3);
		const { status = reply.pdu ? "200 OK" : "204 No Content" } = reply;
		const contentType = http.MMS_TYPE;
		const answer = http.response(status, reply.pdu, {
			...(reply.pdu && { contentType }),
		});
		const about = { pace: 4000, ...reply.disturbance };
		tcp.send("server", answer.subarray(0, reply.cutAnswer), about);
		if (reply.cutAnswer) tcp.rst("server");
		else tcp.close("server");
		return this;
	}

	/** A request over the phone's WSP session, in packets of 1,200 octets and groups of 4. */
	wsp(url: string, pdu: Octets | undefined, reply: Reply = {}): this {
		this.#connect();
		const tid = ++this.#tid;
		const request = pdu ? wsp.post(url, pdu) : wsp.get(url);
		this.#transfer(tid, request, "invoke");
		if (reply.abort) {
			this.wait(1);
			const [type, reason] = reply.abort;
			this.#down(wtp.abort(tid, type, reason, { responder: true }));
			return this;
		}
		this.wait(0.2);
		this.#down(wtp.ack(tid, { responder: true }));
		this.wait(0.4);
		const status = reply.wspStatus ?? (reply.pdu ? 0x20 : 0x24);
		this.#transfer(tid, wsp.reply(status, reply.pdu), "result");
		this.#up(wtp.ack(tid));
		return this;
	}

	#connect(): void {
		if (this.#connected) return;
		this.#connected = true;
		const tid = ++this.#tid;
		const headers = [wsp.header.userAgent(this.#userAgent)];
		this.#up(wtp.invoke(tid, wsp.connect(headers)));
		this.#down(wtp.result(tid, wsp.connectReply(4711)));
		this.#up(wtp.ack(tid));
	}

	#transfer(tid: number, sdu: Octets, kind: "invoke" | "result"): void {
		const about = { size: 1200, group: 4 };
		const packets = wtp.segmented(kind, tid, sdu, about);
		for (const [index, packet] of packets.entries()) {
			const last = index === packets.length - 1;
			if (kind === "invoke") this.#up(packet);
			else this.#down(packet);
			if (last || index % 4 !== 3) continue;
			const tpis = [wtp.psnTpi(index)];
			if (kind === "result") this.#up(wtp.ack(tid, { tpis }));
			else this.#down(wtp.ack(tid, { responder: true, tpis }));
		}
	}

	#up(packet: Octets): void {
		this.wait(0.05);
		this.tap.udp(
			endpoint(this.#host, this.#wapPort),
			this.#network.gateway,
			packet,
		);
	}

	#down(packet: Octets): void {
		this.wait(0.05);
		this.tap.udp(
			this.#network.gateway,
			endpoint(this.#host, this.#wapPort),
			packet,
		);
	}
}

/** One message of the example: phones that share a clock. */
export class Story {
	readonly #tap: Tap;

	constructor(epochSeconds: number) {
		this.#tap = new Tap(epochSeconds * SECOND);
	}

	get seconds(): number {
		return Math.floor(this.#tap.time / SECOND);
	}

	phone(who: readonly [string, string], userAgent = "Phone/2.1"): Handset {
		const port = 49_152 + 7 * (this.seconds % 1000);
		return new Handset(this.#tap, who, userAgent, port);
	}

	packets(): Packet[] {
		return this.#tap.take();
	}
}
