-- ARGV[3] partition, [4] queue, [5] limit (-1: all)
return rows(ARGV[3], ARGV[4], '+inf', ARGV[5])
