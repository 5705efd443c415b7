import type { Octets } from "../bytes.js";
import { endpoint } from "../ip.js";
import * as wsp from "../wsp.js";
import type { Way } from "./carry.js";
import { HttpWay } from "./httpway.js";
import { PLAIN, type Wire } from "./road.js";
import type { Mark } from "./truth.js";
import { ConnectionlessWay, WspWay } from "./wapway.js";
import type { Operator, Phone, World } from "./world.js";

/** One phone in one life: its clock, and its ways to the servers. */
export class Actor {
	readonly world: World;
	readonly operator: Operator;
	readonly phone: Phone;
	readonly wire: Wire;
	readonly way: Way;

	constructor(world: World, operator: Operator, phone: Phone, time: number) {
		this.world = world;
		this.operator = operator;
		this.phone = phone;
		this.wire = world.wire(time, phone.road, phone.address);
		this.wire.doubled = world.features.oddities && world.random.chance(0.03);
		this.way = this.#way();
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
		const { way, phone } = this;
		return `${way.transport}${way.relays ? "+relay" : ""}/${phone.road.name}${phone.six ? "/6" : ""}`;
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

	leave(): void {
		this.way.leave();
		const { lease } = this.phone;
		lease.until = Math.max(lease.until, this.wire.time);
	}

	#way(): Way {
		const { world, operator, phone, wire, family } = this;
		const { random } = world;
		const roll = random.next();
		const disturbed = random.chance(0.5);
		if (roll < 0.12) {
			const ends = { phone, gateway: operator.gateway[family] };
			return new ConnectionlessWay(wire, random, ends);
		}
		const relayed = world.features.relays && random.chance(0.25);
		if (roll < 0.4) {
			const gateway = operator.gateway[family];
			const { userAgent } = phone;
			const next = relayed ? this.#next(gateway.address) : undefined;
			const style = { disturbed, userAgent, next };
			return new WspWay(wire, random, { phone, gateway }, style);
		}
		const absolute = random.chance(0.6);
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
