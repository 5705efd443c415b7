import { decodeMmsPdu } from "../../src/mms/decode.js";
import { type Core, createCore } from "../../src/wasm/instance.js";
import {
	REGION_ROWS,
	REGION_SCRATCH,
	REGION_TOKENS,
} from "../../src/wasm/layout.js";
import { type Octets, pdus, wsp, wtp } from "../../test/builder/index.js";
import type { Workload } from "./workload.js";

const TIMES = 1000;

export const SEND_REQ = pdus.sendReq({
	transactionId: "T1",
	to: ["+447700900141/TYPE=PLMN"],
	subject: "Grüße aus Köln",
});
const URL_OF_MMSC = "http://mmsc.example/mms";

/** A decoder of octets that lie in the core's memory. */
function inScratch(
	name: string,
	octets: Octets,
	decode: (core: Core, start: number, end: number) => unknown,
): Workload {
	const prepare = async () => {
		const core = await createCore();
		const length = core.toScratch(octets);
		const end = REGION_SCRATCH + length;
		const run = (): void => {
			for (let i = 0; i < TIMES; i++) decode(core, REGION_SCRATCH, end);
		};
		return { bytes: length * TIMES, units: TIMES, unit: "PDUs", run };
	};
	return { name, prepare };
}

const POST = wsp.post(URL_OF_MMSC, SEND_REQ);

export const DECODERS: readonly Workload[] = [
	inScratch("WTP", wtp.invoke(7, POST), (core, start, end) =>
		core.exports.decodeWtp(start, end, end, REGION_ROWS, 1),
	),
	inScratch("WSP", POST, (core, start, end) =>
		core.exports.decodeWsp(start, end, 0, REGION_TOKENS),
	),
	inScratch("MMSE, core alone", SEND_REQ, (core, start, end) =>
		core.exports.decodeMmse(start, end),
	),
	inScratch("MMSE to a record", SEND_REQ, (core) =>
		decodeMmsPdu(core, SEND_REQ),
	),
];
