/** Radio access technologies (3GPP TS 29.274 8.17, TS 29.060 7.7.50, TS 29.061 16.4.7.2). */
const RAT_NAMES: Readonly<Record<number, string>> = {
	1: "UTRAN",
	2: "GERAN",
	3: "WLAN",
	4: "GAN",
	5: "HSPA",
	6: "EUTRAN",
	7: "VIRTUAL",
	8: "EUTRAN-NB-IOT",
	9: "LTE-M",
	10: "NR",
};

/** The name of a technology, the number of one without a name; undefined for the reserved 0. */
export function ratName(rat: number): string | undefined {
	return rat === 0 ? undefined : (RAT_NAMES[rat] ?? String(rat));
}
