import { describe, expect, it } from "vitest";
import type { Path } from "../../../src/flow/path.js";
import { Pairs } from "../../../src/wap/pair.js";
import type { WapFlow } from "../../../src/wap/row.js";
import type { WtpExchange } from "../../../src/wap/wtpexchange.js";

function flow(
	[addressA, portA]: [string, number],
	[addressB, portB]: [string, number],
	path?: Path,
): WapFlow {
	return {
		addressA,
		portA,
		addressB,
		portB,
		family: 4,
		stream: 1,
		...(path && { path }),
	};
}

const VLAN: Path = { scope: "vlan-5", tunnels: [{ vlan: 5 }, { vlan: 5 }] };
const pairs = () => new Pairs(100, () => {});
const PHONE: [string, number] = ["10.0.0.1", 40001];
const GATEWAY: [string, number] = ["10.9.9.8", 9201];

it.each([3, 8, 9, 40])("finds its transactions, %d of them", (count) => {
	const { pair } = pairs().of(flow(PHONE, GATEWAY));
	const made = Array.from({ length: count }, (_, key) => {
		const exchange = { key, initiator: 0, record: key } as object;
		pair.addTransaction(exchange as WtpExchange);
		return exchange as WtpExchange;
	});
	const found = () => made.map(({ key }) => pair.transaction(key));
	expect(found()).toEqual(made);
	expect([...pair.waiting(0)].sort()).toEqual(made.map((_, i) => i).sort());
	pair.recent = made[1];
	for (const at of [1, 0, count - 1]) {
		pair.deleteTransaction(made[at]!);
		pair.deleteTransaction(made[at]!);
	}
	const left = made.filter((_, at) => ![0, 1, count - 1].includes(at));
	expect(found().filter((one) => one !== undefined)).toEqual(left);
	const other = { key: 1, initiator: 1 } as WtpExchange;
	pair.addTransaction(other);
	pair.deleteTransaction(made[1]!);
	expect(pair.transaction(1)).toBe(other);
	for (const one of left) pair.deleteTransaction(one);
	expect(found().filter((one) => one !== undefined)).toEqual([other]);
});

it("notes what a side began since ICMP was heard, as long as that is little", () => {
	const { pair } = pairs().of(flow(PHONE, GATEWAY));
	const begin = (side: 0 | 1) => {
		const begun = { waiting: undefined };
		pair.begin(side, begun);
		return begun;
	};
	begin(0);
	expect(pair.takeBegun(0)).toBe(undefined);
	const [one, two] = [begin(0), begin(0)];
	begin(1);
	expect(pair.takeBegun(0)).toEqual([one, two]);
	expect(pair.takeBegun(0)).toEqual([]);
	expect(pair.takeBegun(1)).toBe(undefined);
	for (let i = 0; i < 1000; i++) begin(0);
	expect(pair.takeBegun(0)).toBe(undefined);
	const three = begin(0);
	expect(pair.takeBegun(0)).toEqual([three]);
});

describe("Pairs", () => {
	it("finds the same pair from both sides, and none in another VLAN", () => {
		const known = pairs();
		const one = known.of(flow(PHONE, GATEWAY));
		const turned = known.of(flow(GATEWAY, PHONE));
		expect(turned.pair).toBe(one.pair);
		expect(turned.sideOfA).not.toBe(one.sideOfA);
		expect(known.of(flow(PHONE, GATEWAY, VLAN)).pair).not.toBe(one.pair);
		expect(one.pair.peers[one.sideOfA]).toMatchObject({
			address: "10.0.0.1",
			port: 40001,
		});
	});

	it("gives pairs of one end each different hashes: they are looked for one by one otherwise", () => {
		const known = pairs();
		const hashes = new Set<number>();
		for (let last = 0; last < 250; last++) {
			const end: [string, number] = [`10.0.0.${last}`, 9201];
			hashes.add(known.of(flow(end, end)).pair.hash);
		}
		expect(hashes.size).toBeGreaterThan(240);
	});

	it("counts a dropped pair only when it had a session", () => {
		let dropped = 0;
		const few = new Pairs(1, () => dropped++);
		few.of(flow(PHONE, GATEWAY));
		const { pair } = few.of(flow(["10.0.0.2", 1], GATEWAY));
		expect(dropped).toBe(0);
		pair.session = {
			name: "1.1",
			headers: [],
			replyHeaders: [],
			methods: new Map(),
			pages: new Map(),
		};
		few.of(flow(["10.0.0.3", 1], GATEWAY));
		expect(dropped).toBe(1);
	});
});

describe("clientOr", () => {
	const client = (a: [string, number], b: [string, number]) => {
		const { pair, sideOfA } = pairs().of(flow(a, b));
		return pair.peers[pair.clientOr(sideOfA)].address;
	};

	it("guesses by the registered ports, else as told", () => {
		expect(client(PHONE, GATEWAY)).toBe("10.0.0.1");
		expect(client(GATEWAY, PHONE)).toBe("10.0.0.1");
		expect(client(["1.1.1.1", 5000], ["2.2.2.2", 2948])).toBe("2.2.2.2");
		expect(client(["1.1.1.1", 5000], ["2.2.2.2", 5001])).toBe("1.1.1.1");
		expect(client(["2.2.2.2", 9200], ["1.1.1.1", 9201])).toBe("2.2.2.2");
	});

	it("believes PDUs before ports", () => {
		const { pair, sideOfA } = pairs().of(flow(GATEWAY, PHONE));
		pair.client = sideOfA;
		expect(pair.peers[pair.clientOr(0)].address).toBe("10.9.9.8");
	});
});
