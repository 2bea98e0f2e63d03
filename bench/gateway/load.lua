-- Rotates over tokens and paths, so that no two calls are the same question.
-- Arguments: file with a token a line, prefix of every path, the authorization scheme, or Cookie.
local KINDS = {
  { '/rest/api/3/issue/ABC-', '' },
  { '/rest/api/3/issue/ABC-', '/worklog/10042' },
  { '/rest/api/3/issue/ABC-', '/transitions' },
  { '/rest/api/3/project/P', '' },
  { '/rest/api/3/project/P', '/versions' },
  { '/rest/api/3/filter/', '/columns' },
}

local heads, tails = {}, {}
local calls = 0

function init(args)
  for _, kind in ipairs(KINDS) do
    heads[#heads + 1] = 'GET ' .. (args[2] == '/' and '' or args[2]) .. kind[1]
  end
  local credential = args[3] == 'Cookie' and 'Cookie: ' or 'Authorization: ' .. args[3] .. ' '
  for token in io.lines(args[1]) do
    tails[#tails + 1] = ' HTTP/1.1\r\nHost: ' .. wrk.headers['Host']
      .. '\r\n' .. credential .. token
      .. '\r\nAccept: application/json\r\nUser-Agent: bench\r\n\r\n'
  end
  calls = os.time() % 100000 * 10000
end

function request()
  calls = calls + 1
  local kind = calls % #KINDS + 1
  return heads[kind] .. calls .. KINDS[kind][2] .. tails[calls % #tails + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n@@{"requests":%d,"durationUs":%d,"badStatus":%d,"broken":%d,"p50Us":%d,"p99Us":%d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
