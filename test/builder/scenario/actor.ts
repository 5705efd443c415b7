import type { Octets } from "../bytes.js";
import type { Tap } from "../tap.js";
import * as wsp from "../wsp.js";
import type { Answer, Carrier, Step } from "./carrier.js";
import { NO_CONTENT } from "./carrier.js";
import { HttpCarrier } from "./httpcarrier.js";
import type { TruthMessage } from "./truth.js";
import { ConnectionlessCarrier, WspCarrier } from "./wapcarrier.js";
import type { Phone, World } from "./world.js";

export const SECOND = 1e6;
export const MINUTE = 60 * SECOND;

export type TransportName = TruthMessage["transport"];

/** What one life works with. */
export interface Stage {
	world: World;
	tap: Tap;
	truth: (message: TruthMessage) => void;
}

export const MMSC_URL = "http://mmsc.example/mms";

/** One phone in one life, with its way to the servers. */
export class Actor {
	readonly world: World;
	readonly tap: Tap;
	readonly phone: Phone;
	readonly carrier: Carrier;
	#pushes = 0;

	constructor(stage: Stage, transport: TransportName, phone?: Phone) {
		this.world = stage.world;
		this.tap = stage.tap;
		this.phone = phone ?? stage.world.phone();
		this.phone.busy = true;
		this.carrier = this.#carrier(transport);
	}

	#carrier(transport: TransportName): Carrier {
		const { random } = this.world;
		const servers = this.world.servers(this.phone);
		const disturbed = random.chance(this.world.disturbed);
		if (transport === "wsp") {
			const { gateway } = servers;
			return new WspCarrier(this.tap, random, this.phone, gateway, disturbed);
		}
		if (transport === "wsp-cl") {
			const { gatewayCl } = servers;
			return new ConnectionlessCarrier(this.tap, random, this.phone, gatewayCl);
		}
		const absolute = random.chance(0.6);
		return new HttpCarrier(this.tap, random, this.phone, {
			server: absolute ? servers.proxy : servers.mmsc,
			absolute,
			keepAlive: random.chance(0.4),
			disturbed,
		});
	}

	get transport(): TransportName {
		return this.carrier.transport;
	}

	/** A connectionless push to the phone's port 2948. */
	push(pdu: Uint8Array): void {
		const { push } = this.world.servers(this.phone);
		const octets = wsp.connectionless(++this.#pushes, wsp.push(pdu));
		this.tap.udp(push, this.phone.endpoint(2948), octets);
	}

	/** POST of something that the server only takes note of. */
	*tell(pdu: Octets, answer: Answer = NO_CONTENT): Step {
		const ask = { method: "POST", url: MMSC_URL, pdu } as const;
		yield* this.carrier.exchange(ask, answer);
	}

	/** Something else the phone does, long after, so that the capture goes on. */
	*leave(): Step {
		yield* this.carrier.close();
		this.phone.busy = false;
	}

	*wait(microseconds: number): Step {
		yield;
		this.tap.wait(microseconds);
	}
}
