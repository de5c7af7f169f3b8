-- ARGV[3] queue, [4] the caller's now, [5] lease in ms, [6] rows at most, [7] token -> {partition, {id, at, value ...}} or nil
local queue, now, token = ARGV[3], ARGV[4], ARGV[7]
local ended = redis.call('ZRANGEBYSCORE', shard('leased:' .. queue), '-inf', ms(clock), 'LIMIT', 0, 100)
for _, partition in ipairs(ended) do
  unlease(partition, queue)
  settle(partition, queue)
  prune(partition)
end
local partition = redis.call('ZRANGEBYSCORE', shard('ready:' .. queue), '-inf', now, 'LIMIT', 0, 1)[1]
if not partition then return nil end
redis.call('ZREM', shard('ready:' .. queue), partition)
redis.call('ZADD', shard('leased:' .. queue), ms(clock + tonumber(ARGV[5])), partition)
redis.call('HSET', shard('held:' .. queue), partition, token)
return { partition, rows(partition, queue, now, ARGV[6]) }
