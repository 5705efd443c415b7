import type { Octets } from "../bytes.js";
import { address, type Endpoint, endpoint } from "../ip.js";
import * as wsp from "../wsp.js";
import type { Way } from "./carry.js";
import { HttpWay } from "./httpway.js";
import { unreachable } from "./lookup.js";
import { PLAIN, translation, type Wire } from "./road.js";
import type { Mark } from "./truth.js";
import { ConnectionlessWay, WspWay } from "./wapway.js";
import { type Operator, type Phone, SECOND, type World } from "./world.js";

/** One phone in one life: its clock, and its ways to the servers. */
export class Actor {
	readonly world: World;
	readonly operator: Operator;
	readonly phone: Phone;
	readonly wire: Wire;
	readonly way: Way;
	/** Requests go to a proxy. */
	absolute = false;

	constructor(world: World, operator: Operator, phone: Phone, time: number) {
		this.world = world;
		this.operator = operator;
		this.phone = phone;
		this.wire = world.wire(time, phone.road, phone.address);
		const { random } = world;
		if (world.features.oddities && random.chance(0.06)) this.wire.jitter = 500;
		this.wire.fragmented = random.chance(0.1);
		this.wire.doubled = world.features.oddities && world.random.chance(0.03);
		this.way = this.#way();
		this.#double();
	}

	/** Now and then the same packets pass the capture twice: before and after a translator, at two probes. */
	#double(): void {
		const { world, phone, wire, way } = this;
		const { random, features } = world;
		if (!features.relays || phone.hidden || phone.six) return;
		if (phone.resident) return;
		if (way.transport === "wsp-cl" || way.relays || !random.chance(0.08))
			return;
		const { road } = phone;
		// Without translation the address must be the only one of its kind in the other network, too.
		if (!phone.session || road.name === "plain") {
			const outside = address(world.sharedAddress());
			const translate = translation(outside, () => world.gatewayPort());
			wire.second = { road: PLAIN, translate };
		} else wire.second = { road: PLAIN };
	}

	/** How often each exchange passes the capture. */
	get hops(): number {
		return this.wire.second ? 2 : this.way.hops;
	}

	get family(): 4 | 6 {
		return this.phone.six ? 6 : 4;
	}

	/** Where m-send-req and the like are posted. */
	get mmscUrl(): string {
		const { host, locations } = this.operator;
		return `http://${host}${locations === "port" ? ":8002" : ""}/mms`;
	}

	get label(): string {
		const { way, phone, wire } = this;
		const twice = wire.second ? "+twice" : way.relays ? "+relay" : "";
		return `${way.transport}${twice}${phone.hidden ? "+nat" : ""}/${phone.road.name}${phone.six ? "/6" : ""}`;
	}

	wait(from: number, to = from): void {
		const { random } = this.world;
		this.wire.wait(from + (to - from) * random.next());
	}

	/** A connectionless push from the operator's push gateway to port 2948. */
	push(pdu: Octets, one: Mark, cut = 1): void {
		const { operator, phone, wire } = this;
		const whole = wsp.connectionless(phone.nextPush(), wsp.push(pdu));
		wire.current = one;
		const octets = whole.subarray(0, Math.floor(whole.length * cut));
		wire.udp(operator.push[this.family], phone.endpoint(2948), octets);
		wire.current = undefined;
	}

	/** A connection that is not made: no answer, RST, ICMP (RFC 792, RFC 4443). */
	refused(one: Mark): void {
		const { way, wire, world, phone } = this;
		const icmp = way.transport === "http" && world.features.dns;
		if (icmp && !wire.second && world.random.chance(0.3)) {
			unreachable(wire, phone, this.#target, one);
		} else way.refused(one);
	}

	get #target(): Endpoint {
		return this.absolute
			? this.operator.proxy[this.family]
			: this.operator.mmsc[this.family];
	}

	leave(): void {
		this.way.leave();
		const { lease } = this.phone;
		lease.until = Math.max(lease.until, this.wire.time);
	}

	/** The phone goes off the network: its address is somebody else's soon. */
	depart(): void {
		this.leave();
		if (this.phone.resident) return;
		const { lease, session } = this.phone;
		session?.end(lease.until + SECOND);
	}

	#way(): Way {
		const { world, operator, phone, wire, family } = this;
		const { random } = world;
		const roll = random.next();
		const disturbed = random.chance(0.5);
		if (roll < 0.12 && !phone.hidden) {
			const ends = { phone, gateway: operator.gateway[family] };
			return new ConnectionlessWay(wire, random, ends);
		}
		const relayed =
			world.features.relays && !phone.hidden && random.chance(0.25);
		if (roll < 0.4 && !phone.hidden) {
			const gateway = operator.gateway[family];
			const { userAgent } = phone;
			const next = relayed ? this.#next(gateway.address) : undefined;
			const style = { disturbed, userAgent, next };
			return new WspWay(wire, random, { phone, gateway }, style);
		}
		const absolute = !phone.hidden && random.chance(0.6);
		this.absolute = absolute;
		const proxy = operator.proxy[family];
		const header = phone.header && !absolute ? this.#numberHeader() : [];
		return new HttpWay(
			wire,
			random,
			{
				from: () => phone.endpoint(),
				to: absolute ? proxy : operator.mmsc[family],
			},
			{
				absolute,
				keepAlive: random.chance(0.4),
				disturbed,
				userAgent: phone.userAgent,
				headers: header,
				next: absolute && relayed ? this.#next(proxy.address) : undefined,
			},
		);
	}

	#numberHeader(): string[] {
		const { number, header } = this.phone;
		return [`${header}: ${number.replace("+", "")}`];
	}

	/** From a proxy or gateway to the MMSC, on the operator's own network. */
	#next(address: Parameters<typeof endpoint>[0]): HttpWay {
		const { world, operator, phone, wire, family } = this;
		const { random } = world;
		const inner = world.wire(wire.time, PLAIN, new Uint8Array(4));
		const via = ["Via: 1.1 gateway"];
		return new HttpWay(
			inner,
			random,
			{
				from: () => endpoint(address, world.gatewayPort()),
				to: operator.mmsc[family],
			},
			{
				absolute: false,
				keepAlive: random.chance(0.5),
				disturbed: false,
				userAgent: phone.userAgent,
				headers: phone.header ? [...via, ...this.#numberHeader()] : via,
			},
		);
	}
}
