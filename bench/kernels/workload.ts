/** One thing to measure: how much it does each time it is run. */
export interface Prepared {
	/** Octets and units that one run takes. */
	bytes: number;
	units: number;
	unit: string;
	run: () => unknown;
}

export interface Workload {
	name: string;
	prepare: () => Promise<Prepared>;
}
