-- ARGV[3] partition, [4] queue, [5] token
if redis.call('HGET', shard('held:' .. ARGV[4]), ARGV[3]) ~= ARGV[5] then return 0 end
unlease(ARGV[3], ARGV[4])
if settle(ARGV[3], ARGV[4]) then wake(ARGV[4]) end
prune(ARGV[3])
return 1
