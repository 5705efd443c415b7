/** z of a confidence of 95 %. */
const Z = 1.959964;

/** Wilson's interval of a share at a confidence of 95 %; honest with few cases and shares near 0 and 1. */
export function wilsonInterval(
	hits: number,
	cases: number,
): [low: number, high: number] {
	if (cases === 0) return [0, 1];
	const share = hits / cases;
	const squared = Z * Z;
	const middle = share + squared / (2 * cases);
	const spread =
		Z *
		Math.sqrt((share * (1 - share)) / cases + squared / (4 * cases * cases));
	const whole = 1 + squared / cases;
	return [
		hits === 0 ? 0 : Math.max(0, (middle - spread) / whole),
		hits === cases ? 1 : Math.min(1, (middle + spread) / whole),
	];
}

/** Failures among some cases, and among all cases that they are part of. */
export interface Split {
	hits: number;
	cases: number;
	allHits: number;
	allCases: number;
}

/**
 * Fisher's exact test: how likely a difference like this, or a greater one to the same side, arises by chance when the
 * cases fail no more and no less than the others; doubled, since either side would have been noted.
 */
export function fisherTest({ hits, cases, allHits, allCases }: Split): number {
	const expected = (cases * allHits) / allCases;
	const low = Math.max(0, cases - (allCases - allHits));
	const high = Math.min(cases, allHits);
	const tail =
		hits >= expected
			? tailSum({ hits, cases, allHits, allCases }, 1, high)
			: tailSum({ hits, cases, allHits, allCases }, -1, low);
	return Math.min(1, 2 * tail);
}

/** The least that `fisherTest` can give for so many cases: when all of them fail, or none does. */
export function leastOf({ cases, allHits, allCases }: Split): number {
	const all = { cases, allHits, allCases };
	const low = Math.max(0, cases - (allCases - allHits));
	const high = Math.min(cases, allHits);
	return Math.min(
		fisherTest({ ...all, hits: low }),
		fisherTest({ ...all, hits: high }),
	);
}

/** Terms smaller than this share of the sum change nothing. */
const NEGLIGIBLE = 1e-17;

// Hypergeometric probabilities from `hits` to the end of the side, each from the one before.
function tailSum(split: Split, step: 1 | -1, end: number): number {
	const { hits, cases, allHits, allCases } = split;
	const others = allCases - allHits;
	let term = Math.exp(
		logChoose(allHits, hits) +
			logChoose(others, cases - hits) -
			logChoose(allCases, cases),
	);
	let sum = term;
	for (let k = hits; k !== end; k += step) {
		term *=
			step > 0
				? ((allHits - k) * (cases - k)) / ((k + 1) * (others - cases + k + 1))
				: (k * (others - cases + k)) / ((allHits - k + 1) * (cases - k + 1));
		sum += term;
		if (term < sum * NEGLIGIBLE) break;
	}
	return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
	return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const SMALL = Array.from({ length: 33 }, () => 0);
for (let n = 2; n < SMALL.length; n++) SMALL[n] = SMALL[n - 1]! + Math.log(n);

/** Stirling's series; with four terms exact to the last digits from 33 on. */
function logFactorial(n: number): number {
	if (n < SMALL.length) return SMALL[n]!;
	const inverse = 1 / n;
	const square = inverse * inverse;
	const series =
		inverse *
		(1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
	return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
