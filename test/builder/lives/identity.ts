import { join, type Octets } from "../bytes.js";
import * as gtp from "../gtp.js";
import { endpoint } from "../ip.js";
import * as radius from "../radius.js";
import { ipv4, uint } from "../signalling.js";
import { PLAIN } from "./road.js";
import { type Mark, mark } from "./truth.js";
import { type Phone, SECOND, type World } from "./world.js";

const NAS = endpoint("172.16.1.1", 40_000);
const AAA = endpoint("172.16.1.2", 1813);
const SGSN = "172.16.0.1";
const GGSN = "172.16.0.2";

/** The network's signalling about one phone: who has which address, from when to when. */
export class Session {
	readonly #world: World;
	readonly #phone: Phone;
	readonly #serial: number;
	readonly begun: Mark = mark("session");
	readonly #control: [number, number];

	constructor(world: World, phone: Phone, time: number) {
		this.#world = world;
		this.#phone = phone;
		this.#serial = world.serial();
		this.#control = [world.random.u32() >>> 1, world.random.u32() >>> 1];
		if (phone.road.teids) this.#create(time - 3 * SECOND);
		else this.#account("start", time - 3 * SECOND, this.begun);
	}

	end(time: number): void {
		if (this.#phone.road.teids) this.#delete(time);
		else this.#account("stop", time, mark("stop"));
	}

	get #digits(): string {
		return this.#phone.number.replace("+", "");
	}

	get #imsi(): string {
		return `23415${this.#digits.slice(-10)}`;
	}

	#account(status: "start" | "stop", time: number, one: Mark): void {
		const { attribute, vendor3gpp, accounting } = radius;
		const { address, six } = this.#phone;
		const where = six
			? radius.prefix(97, address.subarray(0, 8), 64)
			: attribute(8, address);
		const octets = accounting(
			status,
			where,
			attribute(4, ipv4("172.16.1.1")),
			attribute(44, `s${this.#serial}`),
			attribute(31, this.#digits),
			attribute(30, "mms.example"),
			vendor3gpp(1, this.#imsi),
		);
		const wire = this.#world.wire(time, PLAIN, NAS.address);
		wire.current = one;
		wire.udp(NAS, AAA, octets as Octets);
		wire.wait(3000).udp(AAA, NAS, radius.packet(5) as Octets);
	}

	#create(time: number): void {
		const { teids, text, number } = this.#tunnel;
		const [sgsn, ggsn] = this.#control;
		const sequence = this.#serial & 0xffff;
		const person = { imsi: this.#imsi, msisdn: number };
		const request = gtp.createPdpRequest(sequence, person, {
			control: { address: SGSN, teid: sgsn },
			user: { address: SGSN, teid: teids[1] },
		});
		const head = { teid: sgsn, sequence };
		const response = gtp.createPdpResponse(head, gtp.endUser(text), {
			control: { address: GGSN, teid: ggsn },
			user: { address: GGSN, teid: teids[0] },
		});
		this.#control3gpp(time, request, response, this.begun);
	}

	#delete(time: number): void {
		const [sgsn, ggsn] = this.#control;
		const sequence = (this.#serial + 1) & 0xffff;
		const request = gtp.v1(
			20,
			{ teid: ggsn, sequence },
			gtp.v1Element(19, Uint8Array.of(0xff)),
			gtp.v1Element(20, Uint8Array.of(5)),
		);
		const cause = gtp.v1Element(1, Uint8Array.of(128));
		const response = gtp.v1(21, { teid: sgsn, sequence }, cause);
		this.#control3gpp(time, request, response, mark("delete"));
	}

	#control3gpp(
		time: number,
		request: Uint8Array,
		response: Uint8Array,
		one: Mark,
	): void {
		const from = endpoint(SGSN, 2123);
		const to = endpoint(GGSN, 2123);
		const wire = this.#world.wire(time, PLAIN, from.address);
		wire.current = one;
		wire.udp(from, to, join(request, uint(0, 0)));
		wire.wait(8000).udp(to, from, join(response, uint(0, 0)));
	}

	get #tunnel(): { teids: [number, number]; text: string; number: string } {
		const { road, text } = this.#phone;
		return { teids: road.teids ?? [0, 0], text, number: this.#digits };
	}
}
