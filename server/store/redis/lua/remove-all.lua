-- ARGV[3] prefix of the partitions' names, [4] how many at most in this call -> how many went
local found = redis.call('ZRANGEBYLEX', shard('parts'), '[' .. ARGV[3], '(' .. ARGV[3] .. '\255', 'LIMIT', 0, ARGV[4])
for _, partition in ipairs(found) do drop(partition, true) end
return #found
