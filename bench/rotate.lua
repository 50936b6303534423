-- Sends the prepared requests of a file in turn; each thread takes its own part of them.
-- Arguments: the file, and the text that separates requests in it.
local threads = 0
local requests = {}
local position = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local text = file:read("*a")
  file:close()
  local start, index = 1, 0
  while start <= #text do
    local from, to = text:find(args[2], start, true)
    if index % 2 == number then
      requests[#requests + 1] = text:sub(start, from - 1)
    end
    start, index = to + 1, index + 1
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "errors": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
