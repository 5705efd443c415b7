import { join, type Octets, u16, u32 } from "../bytes.js";
import { type Endpoint, ip, SYN, tcp } from "../ip.js";
import type { Actor } from "./actor.js";
import type { Wire } from "./road.js";
import type { Mark } from "./truth.js";
import { type Phone, SECOND } from "./world.js";

function question(name: string): Octets {
	const labels = name.split(".").map((label) => join(label.length, label));
	return join(...labels, 0, u16(1), u16(1));
}

/** A name that is asked for and not found, or that nobody answers (RFC 1035 4.1). */
export function lookUp(actor: Actor, one: Mark): void {
	const { wire, phone, operator, world, family } = actor;
	const { random } = world;
	const name = operator.host;
	const me = phone.endpoint();
	const dns = operator.dns[family];
	const id = u16(random.integer(0, 0xffff));
	const counts = join(u16(1), u16(0), u16(0), u16(0));
	const query = join(id, u16(0x0100), counts, question(name));
	wire.current = one;
	wire.udp(me, dns, query);
	if (random.chance(0.6)) {
		wire.wait(30_000);
		const code = random.pick([2, 3, 5]);
		const reply = join(id, u16(0x8180 | code), counts, question(name));
		wire.udp(dns, me, reply);
	} else {
		for (const pause of [2, 4]) {
			wire.wait(pause * SECOND);
			wire.udp(me, dns, query);
		}
	}
	wire.current = undefined;
}

/** SYN answered by ICMP: host or port unreachable, or administratively prohibited. */
export function unreachable(
	wire: Wire,
	phone: Phone,
	server: Endpoint,
	one: Mark,
): void {
	const me = phone.endpoint();
	const syn = tcp(me, server, { sequence: 77, flags: SYN });
	wire.current = one;
	wire.pass(syn);
	wire.wait(20_000);
	const six = phone.six;
	const kind = six ? join(1, 4) : join(3, 1);
	const quoted = six ? syn : syn.subarray(0, 28);
	const payload = join(kind, u16(0), u32(0), quoted);
	const carried = { protocol: six ? 58 : 1, payload };
	wire.pass(ip(server.address, me.address, carried));
	wire.current = undefined;
}
