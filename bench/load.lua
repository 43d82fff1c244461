-- For wrk: requests from a file, one a line (method, path, cookie, body, with tabs), in order and around again.
-- Arguments: the file, the status each answer is to have, a part of its Location ("-": none is asked for).
local made, at, wanted, place = {}, 0, 0, "-"
wrong = 0

function setup(thread)
  here = thread
end

function init(args)
  wanted, place = tonumber(args[2]), args[3]
  for line in io.lines(args[1]) do
    local method, path, cookie, body = line:match("^(%S+)\t(%S+)\t([^\t]*)\t(.*)$")
    local headers = { ["Cookie"] = cookie, ["Accept-Encoding"] = "gzip" }
    if body == "" then
      body = nil
    else
      headers["Content-Type"] = "application/x-www-form-urlencoded"
    end
    made[#made + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at % #made + 1
  return made[at]
end

function response(status, headers, body)
  if status ~= wanted then
    wrong = wrong + 1
  elseif place ~= "-" and not (headers["Location"] or headers["location"] or ""):find(place, 1, true) then
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.4f, "p50": %.3f, "p95": %.3f, "failed": %d, "closed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    e.connect + e.write + e.timeout + here:get("wrong"), e.read
  ))
end
