import { exchanges } from "../../src/index.js";
import type { Exchange } from "../../src/record.js";
import { Correlator } from "../../src/transaction/correlate.js";
import { pcap, scenario } from "../../test/builder/index.js";
import type { Prepared, Workload } from "./workload.js";

async function correlation(): Promise<Prepared> {
	const capture = pcap(scenario({ seed: 6, messages: 2000, rate: 20 }));
	const list: Exchange[] = [];
	for await (const record of exchanges(capture))
		if (record.type === "exchange") list.push(record);
	const run = (): void => {
		const correlator = new Correlator({ onMessage: () => {} });
		for (const exchange of list) correlator.onExchange(exchange);
		correlator.finish();
	};
	const bytes = JSON.stringify(list).length;
	return { bytes, units: list.length, unit: "exchanges", run };
}

export const CORRELATIONS: readonly Workload[] = [
	{ name: "correlation", prepare: correlation },
];
