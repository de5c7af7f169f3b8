-- ARGV[3] partition, then words: the name of a step and what it takes. Lease and checks come first, before any write.
local partition = ARGV[3]
local place = 4
local function take()
  place = place + 1
  return ARGV[place - 1]
end

local prior = {}
local touched = {}
local cleaned = false
local records = key(partition, 'r')
local marks = key(partition, 'm')

-- A record is stored as <version>:<bytes>.
local function version(name)
  local value = redis.call('HGET', records, name)
  return value and tonumber(string.match(value, '^(%d+):')) or 0
end

local function stand(mark, ends)
  if not cleaned then
    redis.call('ZREMRANGEBYSCORE', marks, '-inf', ms(clock))
    cleaned = true
  end
  redis.call('ZADD', marks, ends, mark)
  redis.call('ZADD', shard('marks'), 'LT', ends, partition)
  keep(partition, 'm')
end

local steps = {}

function steps.lease()
  local queue, token = take(), take()
  if not holds(partition, queue, token) then return 'lost' end
end

function steps.check()
  local name, expected = take(), tonumber(take())
  if version(name) ~= expected then return 'conflict' end
end

function steps.count()
  local queue, expected = take(), tonumber(take())
  if redis.call('ZCARD', key(partition, 'q:' .. queue)) ~= expected then return 'conflict' end
end

-- Records that are set again count on from here, so that whoever read them before the erasure meets a conflict.
function steps.prior()
  local name = take()
  prior[name] = version(name)
end

function steps.erase()
  drop(partition, false)
end

function steps.remove()
  redis.call('HDEL', records, take())
end

function steps.set()
  local name, value = take(), take()
  prior[name] = (prior[name] or version(name)) + 1
  redis.call('HSET', records, name, ms(prior[name]) .. ':' .. value)
  keep(partition, 'r')
end

function steps.dequeue()
  local queue, id = take(), take()
  redis.call('ZREM', key(partition, 'q:' .. queue), id)
  redis.call('HDEL', key(partition, 'v:' .. queue), id)
  touched[queue] = touched[queue] or 'dequeued'
end

function steps.enqueue()
  local queue, id, at, value, mark, ends = take(), take(), take(), take(), take(), take()
  if mark ~= '' then
    local standing = redis.call('ZSCORE', marks, mark)
    if standing and tonumber(standing) > clock then return end
    stand(mark, ends)
  end
  redis.call('ZADD', key(partition, 'q:' .. queue), at, id)
  redis.call('HSET', key(partition, 'v:' .. queue), id, value)
  keep(partition, 'q:' .. queue)
  keep(partition, 'v:' .. queue)
  touched[queue] = 'enqueued'
end

function steps.mark()
  stand(take(), take())
end

function steps.index()
  local index, member, score = take(), take(), take()
  if score == '' then
    redis.call('ZREM', key(partition, 'i:' .. index), member)
  else
    redis.call('ZADD', key(partition, 'i:' .. index), score, member)
    keep(partition, 'i:' .. index)
  end
end

function steps.append()
  local log, value = take(), take()
  redis.call('RPUSH', key(partition, 'l:' .. log), value)
  keep(partition, 'l:' .. log)
end

function steps.expire()
  redis.call('ZADD', shard('expiry'), take(), partition)
end

function steps.release()
  local queue = take()
  unlease(partition, queue)
  touched[queue] = 'enqueued'
end

while place <= #ARGV do
  local refused = steps[take()]()
  if refused then return refused end
end

for queue, change in pairs(touched) do
  if settle(partition, queue) and change == 'enqueued' then wake(queue) end
end
prune(partition)
return 'done'
