-- Sends one token after the other, as fast as the server takes them. Arguments: file of tokens, index of the first, then
-- names and values of headers.
local requests, index = {}, 0

function init(args)
  index = tonumber(args[2])
  local headers = {}
  for position = 3, #args, 2 do headers[args[position]] = args[position + 1] end
  for token in io.lines(args[1]) do
    headers["Authorization"] = "Bearer " .. token
    requests[#requests + 1] = wrk.format("GET", nil, headers)
  end
end

function request()
  index = index % #requests + 1
  return requests[index]
end

function done(summary)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"micros":%d,"refused":%d,"broken":%d}',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
