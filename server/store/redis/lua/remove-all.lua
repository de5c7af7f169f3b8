-- ARGV[3] prefix of the partitions' names, [4] how many at most in this call -> how many went
local found
if ARGV[3] == '' then
  found = redis.call('ZRANGE', shard('parts'), 0, tonumber(ARGV[4]) - 1)
else
  found = redis.call('ZRANGEBYLEX', shard('parts'), '[' .. ARGV[3], '(' .. ARGV[3] .. '\255', 'LIMIT', 0, ARGV[4])
end
for _, partition in ipairs(found) do drop(partition, true) end
return #found
