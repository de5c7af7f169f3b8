-- ARGV[3] queue, then the roots of shards -> for each the moment from which its oldest waiting partition is ready, or ''.
-- A lease that ended makes its partition claimable at once. Outside a cluster one call looks at all shards.
local out = {}
for place = 4, #ARGV do
  local at = ARGV[place]
  if redis.call('ZCOUNT', at .. '|leased:' .. ARGV[3], '-inf', ms(clock)) > 0 then
    out[#out + 1] = '0'
  else
    out[#out + 1] = redis.call('ZRANGE', at .. '|ready:' .. ARGV[3], 0, 0, 'WITHSCORES')[2] or ''
  end
end
return out
