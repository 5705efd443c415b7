import { beforeAll, expect, it } from "vitest";
import { HeaderCache } from "../../../src/wap/headercache.js";
import { Core, createCore } from "../../../src/wasm/instance.js";
import { REGION_SCRATCH } from "../../../src/wasm/layout.js";
import { fromHex } from "../../builder/index.js";

let core: Core;
let calls = 0;
beforeAll(async () => {
	const real = await createCore();
	const { decodeWspHeaders } = real.exports;
	core = new Core(real.memory, {
		...real.exports,
		decodeWspHeaders(start, end, typed) {
			calls++;
			return decodeWspHeaders(start, end, typed);
		},
	});
});

const USER_AGENT = fromHex("A9 50 00");

function reader() {
	const cache = new HeaderCache(core);
	calls = 0;
	return (octets: Uint8Array, typed = false, pages?: Map<number, string>) => {
		const end = REGION_SCRATCH + core.toScratch(octets);
		return cache.read(REGION_SCRATCH, end, typed, pages);
	};
}

it("decodes equal blocks once", () => {
	const read = reader();
	const block = read(USER_AGENT);
	expect(block.headers).toEqual([{ name: "user-agent", value: "P" }]);
	expect(read(USER_AGENT.slice())).toBe(block);
	expect(calls).toBe(1);
	expect(read(fromHex("A9 51 00")).headers[0]?.value).toBe("Q");
	expect(calls).toBe(2);
});

it("keeps apart what the same octets mean elsewhere", () => {
	const read = reader();
	const plain = read(USER_AGENT);
	expect(read(USER_AGENT, true)).not.toEqual(plain);
	const pages = new Map([[16, "x-up-1"]]);
	expect(read(USER_AGENT, false, pages)).not.toBe(plain);
	expect(calls).toBe(3);
});

it("does not keep long blocks", () => {
	const read = reader();
	const long = new Uint8Array(2000).fill(0x41);
	read(long);
	read(long);
	expect(calls).toBe(2);
});
