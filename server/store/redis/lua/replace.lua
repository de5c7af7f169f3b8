-- ARGV[3] partition, [4] hash, list or string, [5] name of the key, [6] field or place, [7] old bytes, [8] new bytes
-- -> 1 when the old bytes still stood there. Versions and expiry stay as they are.
local target = key(ARGV[3], ARGV[5])
if ARGV[4] == 'hash' then
  local value = redis.call('HGET', target, ARGV[6])
  local version = ''
  if value and ARGV[5] == 'r' then version = string.match(value, '^%d+:') end
  if value ~= version .. ARGV[7] then return 0 end
  redis.call('HSET', target, ARGV[6], version .. ARGV[8])
elseif ARGV[4] == 'list' then
  if redis.call('LINDEX', target, ARGV[6]) ~= ARGV[7] then return 0 end
  redis.call('LSET', target, ARGV[6], ARGV[8])
else
  if redis.call('GET', target) ~= ARGV[7] then return 0 end
  redis.call('SET', target, ARGV[8], 'KEEPTTL')
end
return 1
