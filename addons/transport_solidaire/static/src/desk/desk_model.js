/** What the desk computes from the day that the server gives. Moments are minutes since local midnight. */

const DAY = 24 * 60;

/** Return minutes as a clock shows them: 545 is "9:05". */
export function clock(minutes) {
    if (minutes === null || minutes === undefined) {
        return "";
    }
    const inDay = ((minutes % DAY) + DAY) % DAY;
    return `${Math.floor(inDay / 60)}:${String(inDay % 60).padStart(2, "0")}`;
}

/** Return an hour such as 14.5 as a clock shows it. */
export function clockOfHour(hour) {
    return clock(Math.round(hour * 60));
}

/** Return the hour that somebody typed ("9:30", "9h30", "930", "14"), or null. */
export function parseHour(text) {
    const match = /^\s*(\d{1,2})(?:\s*[:hH.,]?\s*(\d{2}))?\s*[hH]?\s*$/.exec(text || "");
    if (!match || match[1] > 23 || match[2] > 59) {
        return null;
    }
    return Number(match[1]) + Number(match[2] || 0) / 60;
}

/**
 * Return the errands to place, by time: an outward ride and its return are one unless they were split.
 *
 * @param {Object} data the day, see ``ts.desk.get_day``
 * @param {Set<number>} split ids of outward rides whose return is placed by itself
 */
export function getErrands(data, split) {
    const open = data.rides.filter((ride) => ride.state === "requested");
    const byId = new Map(open.map((ride) => [ride.id, ride]));
    const errands = new Map();
    for (const ride of open) {
        const outward = byId.get(ride.outward);
        const key = outward && !split.has(outward.id) ? outward.id : ride.id;
        if (!errands.has(key)) {
            errands.set(key, { key, rides: [] });
        }
        errands.get(key).rides.push(ride);
    }
    const list = [...errands.values()];
    for (const errand of list) {
        errand.rides.sort((a, b) => a.pickup - b.pickup || a.id - b.id);
        errand.first = errand.rides[0];
    }
    return list.sort((a, b) => a.first.pickup - b.first.pickup || a.key - b.key);
}

/** Return the rows of the time axis: who drives, then who could, each with the runs of the day. */
export function getRows(data) {
    const runs = new Map();
    for (const run of data.runs) {
        runs.set(run.volunteer, [...(runs.get(run.volunteer) || []), run]);
    }
    const rows = data.volunteers.map((volunteer) => {
        const own = runs.get(volunteer.id) || [];
        return {
            volunteer,
            runs: own,
            lanes: layRuns(own),
            km: Math.round(own.reduce((sum, run) => sum + run.km, 0)),
        };
    });
    const first = (row) => (row.runs.length ? row.runs[0].start ?? DAY : Infinity);
    rows.sort((a, b) => Number(!a.runs.length) - Number(!b.runs.length) || first(a) - first(b) || 0);
    return rows;
}

/** Return run id → lane, so that outings at the same time lie under each other. */
function layRuns(runs) {
    const ends = [];
    const lanes = {};
    for (const run of runs) {
        let lane = ends.findIndex((end) => end <= run.start);
        lane = lane < 0 ? ends.length : lane;
        ends[lane] = run.end;
        lanes[run.id] = lane;
    }
    return { of: lanes, count: Math.max(1, ends.length) };
}

/** Return [first, last] minute of the time axis, on whole hours. */
export function getSpan(data) {
    const moments = data.runs.flatMap((run) => [run.start, run.end]).filter((at) => at !== null);
    for (const ride of data.rides) {
        moments.push(ride.pickup, ride.dropoff ?? ride.pickup);
    }
    const first = Math.min(7 * 60, ...moments);
    const last = Math.max(19 * 60, ...moments);
    return [Math.floor(first / 60) * 60, Math.min(Math.ceil(last / 60) * 60, 2 * DAY)];
}

/**
 * Bring the day shown to what the server says now, touching only what changed.
 *
 * Lists keep the objects of rows that are the same, so that only the others are drawn again.
 */
export function mergeDay(old, fresh) {
    if (!old || old.day !== fresh.day || old.company_id !== fresh.company_id) {
        return fresh;
    }
    for (const list of ["rides", "runs", "volunteers"]) {
        const known = new Map(old[list].map((row) => [row.id, row]));
        fresh[list] = fresh[list].map((row) => {
            const before = known.get(row.id);
            return before && JSON.stringify(before) === JSON.stringify(row) ? before : row;
        });
    }
    return fresh;
}
