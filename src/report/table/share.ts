/** A share in per cent, with a decimal where it is small or nearly all. */
export function formatShare(share: number): string {
	const percent = share * 100;
	if (percent > 0 && percent < 0.05) return "<0.1 %";
	if (percent > 99.9 && percent < 100) return ">99.9 %";
	const isFine =
		(percent > 0 && percent < 9.95) || (percent > 99 && percent < 100);
	return `${percent.toFixed(isFine ? 1 : 0)} %`;
}
