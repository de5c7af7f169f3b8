-- ARGV[3] queue, [4] the caller's now, [5] lease in ms, [6] rows at most, [7] token, then what is wanted of the partition:
-- 'prefix', 'version' or 'queue' and a name each
-- -> {partition, {id, at, value ...}, next, {what was wanted, in that order}}, or next alone when nothing is ready: the
-- moment from which the next waiting partition of this shard is ready, or '' when none waits
local queue, now, token = ARGV[3], ARGV[4], ARGV[7]
local ended = redis.call('ZRANGEBYSCORE', shard('leased:' .. queue), '-inf', ms(clock), 'LIMIT', 0, 100)
for _, partition in ipairs(ended) do
  unlease(partition, queue)
  settle(partition, queue)
  prune(partition)
end
local partition, at, _, following = unpack(redis.call('ZRANGE', shard('ready:' .. queue), 0, 1, 'WITHSCORES'))
if not partition or tonumber(at) > tonumber(now) then return at or '' end
redis.call('ZREM', shard('ready:' .. queue), partition)
redis.call('ZADD', shard('leased:' .. queue), ms(clock + tonumber(ARGV[5])), partition)
redis.call('HSET', shard('held:' .. queue), partition, token)

local records = key(partition, 'r')
local wanted = {}
for place = 8, #ARGV, 2 do
  local kind, name = ARGV[place], ARGV[place + 1]
  if kind == 'queue' then
    wanted[#wanted + 1] = rows(partition, name, '+inf', -1)
  elseif kind == 'version' then
    wanted[#wanted + 1] = string.match(redis.call('HGET', records, name) or '0:', '^(%d+):')
  else
    wanted[#wanted + 1] = like(partition, name)
  end
end
return { partition, rows(partition, queue, now, ARGV[6]), following or '', wanted }
